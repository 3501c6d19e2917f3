// Nodes → a container of the first one's image that sees the volumes of all of them, and links files from one into others. It has the folder before it in which they lie, and not
// each of them: a link does not lead from one mount to another.
import { dirname } from 'node:path'
import type { Engine } from '../../docker/connect.ts'
import { createContainer, removeContainer, startContainer } from '../../docker/containers.ts'
import { runInContainer } from '../../docker/exec.ts'
import { ownLabels, renderOwner } from '../../plan/labels.ts'
import { DockerError } from '../../support/errors.ts'
import type { Node } from '../node.ts'
import { currentOwner } from '../owner.ts'

export interface Volumes {
  /** Folders of the first node, each into the others, as a new one of the name given. Throws KIND_DOCKER_FAILED where their disk has no links. */
  link(folders: readonly LinkedFolder[]): Promise<void>
  close(): Promise<void>
}

/** Paths below /var, which is a node's volume. */
export interface LinkedFolder {
  readonly from: string
  readonly to: string
}

// Longer than it takes, should nobody be left to remove it.
const lifetimeS = '600'
const removalMs = 10_000

/** Throws KIND_DOCKER_FAILED where the volumes do not lie side by side on the engine's own disk. */
export async function openVolumes(engine: Engine, [from, ...to]: readonly [Node, ...Node[]]): Promise<Volumes> {
  const [source, ...targets] = await Promise.all([findVolume(engine, from), ...to.map((node) => findVolume(engine, node))])
  const folder = dirname(dirname(source.path))
  if (targets.some(({ path }) => dirname(dirname(path)) !== folder)) throw unfit('the volumes of the nodes do not lie side by side')
  const place = ({ path }: Volume, inNode: string): string => path.replace(folder, '/volumes') + inNode.replace(/^\/var/, '')
  const owner = currentOwner({ ciRun: undefined, stays: false })
  const name = `vitest-kind-links-${owner.pid}-${owner.startedAtMs}-${from.id.slice(0, 6)}`
  const close = (): Promise<void> => removeContainer(engine.until(AbortSignal.timeout(removalMs)), name)
  try {
    const id = await createContainer(engine, {
      name,
      Image: source.image,
      Entrypoint: ['sleep', lifetimeS],
      Cmd: [],
      // By which one that a killed process left is found.
      Labels: { [ownLabels.probe]: 'links', [ownLabels.owner]: renderOwner(owner) },
      HostConfig: { NetworkMode: 'none', Init: false, Privileged: true, Binds: [`${folder}:/volumes`] },
    })
    await startContainer(engine, id)
    const link = async (folders: readonly LinkedFolder[]): Promise<void> => {
      const lines = targets.flatMap((target) =>
        folders.map((one) => renderLink(place(source, one.from), place(target, one.to), target.image === source.image)),
      )
      await runInContainer(engine, id, ['bash', '-e', '-s'], { stdin: lines.join('\n') })
    }
    return { link, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** What is a link itself leads into the node image: a node of the same one has it, for another it is copied out of this container's. */
function renderLink(from: string, to: string, isSameImage: boolean): string {
  const ofImage = isSameImage ? ':' : `cp --archive "$(readlink '${from}')" '${to}'`
  return `mkdir -p '${dirname(to)}'; if [ -L '${from}' ]; then ${ofImage}; else cp --archive --link '${from}' '${to}'; fi`
}

interface Volume {
  /** On the engine's host. */
  readonly path: string
  /** Of the node. */
  readonly image: string
}

async function findVolume({ docker }: Engine, { id, name }: Node): Promise<Volume> {
  const { Mounts, Image } = await docker.getContainer(id).inspect()
  const volume = Mounts.find(({ Destination, Type, Driver }) => Destination === '/var' && Type === 'volume' && Driver === 'local')
  if (!volume?.Source.endsWith('/_data')) throw unfit(`the /var of ${name} is no volume on the engine's own disk`)
  return { path: volume.Source, image: Image }
}

function unfit(what: string): DockerError {
  return new DockerError('KIND_DOCKER_FAILED', { what })
}
