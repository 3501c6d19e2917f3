// Joins one node to its cluster with kubeadm; the output goes to a log as it comes.
import { join } from 'node:path'
import type { Node } from '../nodes/node.ts'
import { nodePaths } from '../plan/node-paths.ts'
import type { BootContext } from './action.ts'
import { openLog } from './open-log.ts'

export async function joinNode(context: BootContext, node: Node): Promise<void> {
  const log = openLog(join(context.directory, `kubeadm-join-${node.name}.log`))
  try {
    await node.run(['kubeadm', 'join', `--config=${nodePaths.kubeadmConfig}`, '--v=1'], { signal: context.signal, onOutput: log.write })
  } catch (error) {
    // kubeadm's failure is the one to tell.
    await log.end().catch(() => undefined)
    throw error
  }
  await log.end()
}
