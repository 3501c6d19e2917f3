// A node image → the Kubernetes version that a file in it tells. The engine shows files of containers alone, so there is one for that
// moment: never started, of no cluster, and marked, so that one left by a killed process is found.
import { setTimeout as pause } from 'node:timers/promises'
import { readFile } from '../docker/archive.ts'
import type { Engine } from '../docker/connect.ts'
import { type ContainerSummary, createContainer, listContainers, removeContainer } from '../docker/containers.ts'
import { ownLabels, readOwner, renderOwner, type Owner } from '../plan/labels.ts'
import { nodePaths } from '../plan/node-paths.ts'
import { DockerError } from '../support/errors.ts'
import { isOwnerGone } from './owner.ts'

// Removing one that never ran takes a few milliseconds. A creation that was cut off may be answered by a container later.
const removalMs = 10_000
const lateMs = 1_000

/** `v1.37.2`. Throws KIND_IMAGE_UNFIT for an image without such a file. */
export async function probeVersion(engine: Engine, reference: string, owner: Owner): Promise<string> {
  await removeDeadProbes(engine)
  const labels = { [ownLabels.probe]: 'version', [ownLabels.owner]: renderOwner(owner) }
  let isOver = false
  try {
    // With a program of its own, for an image may name none.
    const id = await createContainer(engine, { Image: reference, Entrypoint: [nodePaths.init], Labels: labels })
    const version = (await readFile(engine, id, nodePaths.version))?.trim()
    isOver = true
    if (version) return version
    throw new DockerError('KIND_IMAGE_UNFIT', {
      what: `"${reference}" is not a node image`,
      seen: [`no file ${nodePaths.version} in it`],
      do: 'name a kindest/node image, or leave image out',
    })
  } finally {
    // The caller may want no more of it: this is done all the same.
    const patient = engine.until(AbortSignal.timeout(removalMs))
    await removeProbes(patient, labels)
    if (!isOver && engine.signal.aborted) {
      await pause(lateMs)
      await removeProbes(patient, labels)
    }
  }
}

/** Those whose maker is gone. */
export async function findDeadProbes(engine: Engine): Promise<ContainerSummary[]> {
  return (await listContainers(engine, { [ownLabels.probe]: undefined })).filter(({ labels }) => {
    const owner = readOwner(labels[ownLabels.owner])
    return owner !== undefined && isOwnerGone(owner)
  })
}

/** Returns the names of those that went. */
export async function removeDeadProbes(engine: Engine): Promise<string[]> {
  const dead = await findDeadProbes(engine)
  await Promise.all(dead.map(({ id }) => removeContainer(engine, id)))
  return dead.map(({ name }) => name)
}

async function removeProbes(engine: Engine, labels: Readonly<Record<string, string>>): Promise<void> {
  const probes = await listContainers(engine, labels)
  await Promise.all(probes.map(({ id }) => removeContainer(engine, id)))
}
