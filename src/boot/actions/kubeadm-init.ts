// Makes the first control plane with kubeadm; its output goes to a log as it comes, and the phase it was in is named on failure.
import { join } from 'node:path'
import { nodePaths } from '../../plan/node-paths.ts'
import { BootError } from '../../support/errors.ts'
import { openLog } from '../open-log.ts'
import { requireFirstNode } from '../require-nodes.ts'
import { admitLoadBalancers } from '../admit-load-balancers.ts'
import type { BootAction, BootContext } from '../action.ts'

export const kubeadmInit: BootAction<BootContext> = {
  name: 'kubeadm-init',
  async run(context) {
    const node = await requireFirstNode(context)
    const path = join(context.directory, 'kubeadm-init.log')
    const log = openLog(path)
    let output = ''
    const { exitCode } = await node.run(['kubeadm', 'init', `--config=${nodePaths.kubeadmConfig}`, '--skip-token-print', '--v=1'], {
      allowFailure: true,
      signal: AbortSignal.any([context.signal, context.deadline.signal]),
      onOutput(chunk) {
        log.write(chunk)
        output += chunk
      },
    })
    await log.end()
    context.detail(3, output)
    if (exitCode === 0) return await admitLoadBalancers(context, node.name)
    throw new BootError('KIND_BOOT_FAILED', {
      what: `kubeadm init exited with ${exitCode} on ${node.name} in phase ${readPhase(output) ?? 'unknown'}`,
      seen: readFailure(output),
      kept: path,
    })
  },
}

/** The phase kubeadm was in: the last `[phase]` it began a line with. */
export function readPhase(output: string): string | undefined {
  return [...output.matchAll(/^\[([a-z][a-z0-9-]*)\] /gm)].at(-1)?.[1]
}

/** What kubeadm says failed: from its error line on, else its last lines. */
function readFailure(output: string): string[] {
  const lines = output.split('\n').map((line) => line.trimEnd()).filter((line) => line !== '')
  const from = lines.findIndex((line) => /^(error:|error execution phase|\[.*\] .*(unhealthy|timed out))/i.test(line))
  return (from >= 0 ? lines.slice(from) : lines).filter((line) => !line.startsWith('To see the stack trace')).slice(-8)
}
