// A node whose disk has little room left. It is the engine's own disk: everything on it has as little.
import { parseByteSize } from '../../config/byte-size.ts'
import { nodePaths } from '../../plan/node-paths.ts'
import { ConfigError } from '../../support/errors.ts'
import type { Fault } from './fault.ts'
import type { Scene } from './scene.ts'

// The engine itself, and whoever else is on its disk, are to go on.
const leastLeftBytes = 256 * 1024 * 1024

export async function fillDisk(scene: Scene, { bytes, leave }: Extract<Fault, { do: 'fillDisk' }>): Promise<void> {
  const { node, disturbance, deadline } = scene
  const wanted = parseByteSize(bytes ?? leave ?? '')
  if ((bytes === undefined) === (leave === undefined) || wanted === undefined || !Number.isSafeInteger(wanted) || wanted <= 0)
    throw new ConfigError('KIND_CONFIG_INVALID', {
      what: `fillDisk of ${node.name} takes how much to write or how much to leave, one of both, in bytes or as '2Gi'`,
      do: "fillDisk({ bytes: '2Gi' }) or fillDisk({ leave: '1Gi' })",
    })
  await free(scene)
  const { stdout } = await node.run(['df', '--block-size=1', '--output=avail', '/var'], { signal: deadline.signal })
  const room = Number(stdout.trim().split('\n').at(-1))
  const size = bytes === undefined ? room - wanted : wanted
  if (room - size < leastLeftBytes)
    throw new ConfigError('KIND_CONFIG_INVALID', {
      what: `fillDisk of ${node.name} would leave less than ${mebibytes(leastLeftBytes)}: it is the engine's own disk, which has to go on`,
      seen: [`free on it: ${mebibytes(room)}`],
    })
  if (size <= 0) return
  disturbance.note({ node: node.name, aspect: 'disk', undo: free })
  await node.run(['fallocate', '--length', String(size), nodePaths.filler], { signal: deadline.signal })
}

async function free({ node, deadline: { signal } }: Scene): Promise<void> {
  await node.run(['rm', '-f', nodePaths.filler], { signal })
}

function mebibytes(bytes: number): string {
  return `${Math.floor(bytes / 1024 ** 2)} MiB`
}
