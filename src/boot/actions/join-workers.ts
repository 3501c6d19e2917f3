// Joins every worker to the control plane, all at once.
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { nodePaths } from '../../plan/node-paths.ts'
import { requireNodes } from '../require-nodes.ts'
import type { BootAction, BootContext } from '../action.ts'

export const joinWorkers: BootAction<BootContext> = {
  name: 'join-workers',
  async run(context) {
    const workers = (await requireNodes(context)).filter((node) => node.role === 'worker')
    await Promise.all(
      workers.map(async (node) => {
        const log = createWriteStream(join(context.directory, `kubeadm-join-${node.name}.log`), { mode: 0o600 })
        const onOutput = (chunk: string): void => void log.write(chunk)
        await node.run(['kubeadm', 'join', `--config=${nodePaths.kubeadmConfig}`, '--v=1'], { signal: context.signal, onOutput }).finally(() => log.end())
      }),
    )
  },
}
