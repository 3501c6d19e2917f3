// What a build needs beside its result bears a label with its builder's identity. This removes what a builder left
// that is gone (killed, crashed, the machine restarted); it never touches what a running builder still uses.
import { readFileSync } from 'node:fs'
import type Dockerode from 'dockerode'
import { imageLabels } from './hash-recipe.ts'
import { isRunning } from './is-running.ts'

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
  await removeReplacedImages(docker)
}

/** What this process has built on to get an image, and what bore the tag before: once the tag is given. */
export async function removeDangling(docker: Dockerode, replacedId?: string): Promise<void> {
  const own = await docker.listImages({ filters: { label: [`${buildLabel}=${builderIdentity()}`], dangling: ['true'] } })
  for (const image of own) await docker.getImage(image.Id).remove().catch(ignoreGone)
  if (replacedId === undefined) return
  const replaced = await docker.getImage(replacedId).inspect().catch(() => undefined)
  if (replaced?.RepoTags.length === 0) await docker.getImage(replacedId).remove().catch(ignoreGone)
}

/** Images of ours that lost their tag while a container used them. Young ones may be steps of somebody's build upon ours. */
async function removeReplacedImages(docker: Dockerode): Promise<void> {
  const untagged = await docker.listImages({ filters: { label: [imageLabels.hash], dangling: ['true'] } })
  const old = untagged.filter((image) => Date.now() - image.Created * 1000 > 600_000)
  for (const image of old) await docker.getImage(image.Id).remove().catch(ignoreGone)
}

function isAbandoned({ Labels }: { Labels?: Record<string, string> }): boolean {
  const [boot, pid] = (Labels?.[buildLabel] ?? '').split('/')
  // Another boot id may be another machine that shares this engine: its builds are its own to remove.
  return boot === bootId() && pid !== undefined && !isRunning(Number(pid))
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
