// Nodes → a container of our own image that sees their volumes, and what lies on the engine's disk beside them, and links files from there into
// the nodes. It has the folder before it all, and not each part: a link does not lead from one mount to another.
import { dirname } from 'node:path'
import type { Engine } from '../../docker/connect.ts'
import { createContainer, removeContainer, startContainer } from '../../docker/containers.ts'
import { runInContainer } from '../../docker/exec.ts'
import { ownLabels, renderOwner } from '../../plan/labels.ts'
import { DockerError } from '../../support/errors.ts'
import type { Node } from '../node.ts'
import { currentOwner } from '../owner.ts'

export interface Volumes {
  /** The output of a shell program, run in the folder that was asked for. */
  run(script: string, args: readonly string[], signal: AbortSignal): Promise<string>
  /** A path of a node below /var, which is its volume → the same from the folder that was asked for. */
  locate(node: Node, path: string): string
  /** Folders, each into all the nodes that receive, as a new one of the name given. Throws KIND_DOCKER_FAILED where their disk has no links. */
  link(folders: readonly LinkedFolder[]): Promise<void>
  close(): Promise<void>
}

export interface LinkedFolder {
  /** From the folder that was asked for. */
  readonly from: string
  /** In a node, below /var. */
  readonly to: string
}

export interface VolumesRequest {
  /** On the engine's disk, with all that is linked in it. @default the one in which volumes are */
  readonly folder?: string
  /** One that has what is linked. */
  readonly from?: Node
  readonly to: readonly Node[]
}

// Longer than it takes, should nobody be left to remove it.
const lifetimeS = '600'
const removalMs = 10_000
const mounted = '/engine'

/** Throws KIND_DOCKER_FAILED where the volumes do not lie side by side on the engine's own disk, in that folder. */
export async function openVolumes(engine: Engine, { folder, from, to }: VolumesRequest): Promise<Volumes> {
  const nodes = from === undefined ? to : [from, ...to]
  const volumes = new Map(await Promise.all(nodes.map(async (node) => [node.id, await findVolume(engine, node)] as const)))
  const volumeOf = ({ id }: Node): Volume => volumes.get(id)!
  const first = volumeOf(nodes[0]!)
  const parent = dirname(dirname(first.path))
  if (nodes.some((node) => dirname(dirname(volumeOf(node).path)) !== parent))
    throw unfit('the volumes of the nodes do not lie side by side')
  const root = folder ?? parent
  if (!`${parent}/`.startsWith(`${root}/`)) throw unfit(`the volumes of the nodes do not lie in ${root}`)
  const locate = (node: Node, path: string): string => volumeOf(node).path.slice(root.length + 1) + path.replace(/^\/var/, '')
  const owner = currentOwner({ ciRun: undefined, stays: false })
  const name = `vitest-kind-links-${owner.pid}-${owner.startedAtMs}-${nodes[0]!.id.slice(0, 6)}`
  const close = (): Promise<void> => removeContainer(engine.until(AbortSignal.timeout(removalMs)), name)
  try {
    const id = await createContainer(engine, {
      name,
      Image: first.image,
      Entrypoint: ['sleep', lifetimeS],
      Cmd: [],
      WorkingDir: mounted,
      // By which one that a killed process left is found.
      Labels: { [ownLabels.probe]: 'links', [ownLabels.owner]: renderOwner(owner) },
      HostConfig: { NetworkMode: 'none', Init: false, Privileged: true, Binds: [`${root}:${mounted}`] },
    })
    await startContainer(engine, id)
    const link = async (folders: readonly LinkedFolder[]): Promise<void> => {
      const lines = to.flatMap((node) =>
        folders.map((one) => renderLink(one.from, locate(node, one.to), from === undefined || volumeOf(node).image === first.image)),
      )
      await runInContainer(engine, id, ['bash', '-e', '-s'], { stdin: lines.join('\n') })
    }
    const run: Volumes['run'] = async (script, args, signal) =>
      (await runInContainer(engine, id, ['bash', '-e', '-c', script, 'bash', ...args], { signal })).stdout
    return { run, locate, link, close }
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
