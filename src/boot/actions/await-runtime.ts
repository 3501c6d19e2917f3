// Waits until containerd of every node answers and offers what the kubelet asks it for: it is asked, no log is read but that of one that
// does not stay.
import { poll } from '../../support/poll.ts'
import { BootError, isKindError } from '../../support/errors.ts'
import { readFatalLine, stripLine } from '../evidence/fatal-line.ts'
import { readPluginErrors } from '../evidence/plugin-errors.ts'
import { requireNodes } from '../require-nodes.ts'
import type { Node } from '../../cluster/node.ts'
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
      const { exitCode, stdout, stderr } = await node.run(['sh', '-c', question], { signal, allowFailure: true })
      if (exitCode === 0) {
        // All plugins are loaded before anybody is answered: one that has failed stays so.
        const failed = readPluginErrors(stdout)
        if (failed.length === 0) return true
        throw new BootError('KIND_BOOT_FAILED', {
          what: `containerd on ${node.name} runs, but without what the kubelet needs of it`,
          seen: failed,
        })
      }
      const last = exitCode === endsAgain ? readFatalLine(stdout) : undefined
      if (last !== undefined) {
        throw new BootError('KIND_BOOT_FAILED', {
          what: `containerd ends again and again on ${node.name}`,
          seen: [`last words of containerd on ${node.name}: ${last}`],
        })
      }
      see(`${node.name}: ${stderr.trim() || stdout.trim()}`)
      return undefined
    },
    {
      deadline,
      awaited: `containerd on ${node.name}`,
      everyMs: 50,
      // An exec may be refused while systemd sorts its cgroups.
      retryOn: (error) => isKindError(error) && error.code === 'KIND_DOCKER_FAILED' && !hasEnded(error),
    },
  ).catch(async (error: unknown) => {
    if (!hasEnded(error)) throw error
    // What it wrote last is to be read without looking for it.
    const last = (await node.logTail(20))
      .split('\n')
      .map(stripLine)
      .filter((line) => line !== '')
    throw new BootError('KIND_BOOT_FAILED', { what: `${node.name} ended before containerd ran in it`, seen: last.slice(-3) })
  })
}

/** A node that does not run starts nothing more. */
function hasEnded(error: unknown): boolean {
  return isKindError(error) && /is not running/.test(error.message)
}

const endsAgain = 42

// systemd starts it anew each second; one that has ended three times has not been waiting for anything. Begun before it listens, a client takes
// as long as one that is answered, of processors that are busy with starting it; so it is begun when there is somebody to ask, or after a second.
const question = `for i in $(seq 50); do [ -S /run/containerd/containerd.sock ] && break; sleep 0.02; done
ctr --connect-timeout 5s plugins list --detailed && exit 0
[ "$(systemctl show containerd --property=NRestarts --value)" -ge 3 ] 2>/dev/null || exit 1
journalctl --no-pager --quiet --unit=containerd --lines=200
exit ${endsAgain}`
