// Joins one node to its cluster with kubeadm; the output goes to a log as it comes.
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import type { Node } from '../nodes/node.ts'
import { nodePaths } from '../plan/node-paths.ts'
import type { BootContext } from './action.ts'

export async function joinNode(context: BootContext, node: Node): Promise<void> {
  const log = createWriteStream(join(context.directory, `kubeadm-join-${node.name}.log`), { mode: 0o600 })
  const onOutput = (chunk: string): void => void log.write(chunk)
  await node.run(['kubeadm', 'join', `--config=${nodePaths.kubeadmConfig}`, '--v=1'], { signal: context.signal, onOutput }).finally(() => log.end())
}
