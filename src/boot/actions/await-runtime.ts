// Waits until containerd of every node answers: it is asked, no log is read.
import { poll } from '../../support/poll.ts'
import { DockerError } from '../../support/errors.ts'
import { requireNodes } from '../require-nodes.ts'
import type { Node } from '../../nodes/node.ts'
import type { BootAction, BootContext } from '../action.ts'

export const awaitRuntime: BootAction<BootContext> = {
  name: 'await-runtime',
  async run(context) {
    const nodes = await requireNodes(context)
    await Promise.all(nodes.map((node) => awaitOne(context, node)))
  },
}

async function awaitOne({ deadline, signal }: BootContext, node: Node): Promise<void> {
  await poll(
    async (see) => {
      const result = await node.run(['ctr', '--connect-timeout', '5s', '--namespace', 'k8s.io', 'version'], { signal, allowFailure: true })
      if (result.exitCode === 0) return true
      see(`${node.name}: ${result.stderr.trim() || result.stdout.trim()}`)
      return undefined
    },
    { deadline, awaited: `containerd on ${node.name}`, everyMs: 50, giveUp: (error) => error instanceof DockerError && /is not running/.test(error.message) },
  )
}
