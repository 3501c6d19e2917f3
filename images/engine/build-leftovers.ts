// What a build needs beside its result bears a label with its builder's identity. This removes what a builder left
// that is gone (killed, crashed, the machine restarted); it never touches what a running builder still uses.
import { readFileSync } from 'node:fs'
import type Dockerode from 'dockerode'

export const buildLabel = 'io.vitest-kind.build'

/** This process, as the label's value: boot id and process id. */
export function builderIdentity(): string {
  return `${bootId()}/${process.pid}`
}

/** Containers, volumes and untagged images of builders that are gone. Safe at any time. */
export async function removeBuildLeftovers(docker: Dockerode): Promise<void> {
  const filters = { label: [buildLabel] }
  const containers = await docker.listContainers({ all: true, filters })
  await Promise.all(containers.filter(isAbandoned).map((container) => docker.getContainer(container.Id).remove({ force: true, v: true }).catch(ignoreGone)))
  const { Volumes: volumes } = await docker.listVolumes({ filters })
  await Promise.all((volumes ?? []).filter(isAbandoned).map((volume) => docker.getVolume(volume.Name).remove().catch(ignoreGone)))
  const images = await docker.listImages({ filters: { label: [buildLabel], dangling: ['true'] } })
  for (const image of images.filter(isAbandoned)) await docker.getImage(image.Id).remove().catch(ignoreGone)
}

/** The stages this process has built on, and the image that bore the tag before, unless a container uses it. */
export async function removeDangling(docker: Dockerode, replacedId?: string): Promise<void> {
  const own = await docker.listImages({ filters: { label: [`${buildLabel}=${builderIdentity()}`], dangling: ['true'] } })
  for (const image of own) await docker.getImage(image.Id).remove().catch(ignoreGone)
  if (replacedId === undefined) return
  const replaced = await docker.getImage(replacedId).inspect().catch(() => undefined)
  if (replaced?.RepoTags.length === 0) await docker.getImage(replacedId).remove().catch(ignoreGone)
}

function isAbandoned({ Labels }: { Labels?: Record<string, string> }): boolean {
  const [boot, pid] = (Labels?.[buildLabel] ?? '').split('/')
  // Another boot id may be another machine that shares this engine: its builds are its own to remove.
  return boot === bootId() && pid !== undefined && !isRunning(Number(pid))
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** 404: someone was faster. 409: still in use, so not a leftover. */
function ignoreGone(error: { statusCode?: number }): void {
  if (error.statusCode !== 404 && error.statusCode !== 409) throw error
}

let known: string | undefined
function bootId(): string {
  // Not Linux: the engine is a virtual machine's, and one id for the host will do.
  known ??= ((): string => {
    try {
      return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().slice(0, 8)
    } catch {
      return 'host'
    }
  })()
  return known
}
