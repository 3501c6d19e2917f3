// `kubeadm init` or `join` on a node: its output goes to a log as it comes. What fails is told with the phase it was in and in the words
// of the program that failed, which is seldom kubeadm.
import { join } from 'node:path'
import type { Node } from '../cluster/node.ts'
import { inspectContainer } from '../docker/containers.ts'
import { hurriedWaits } from '../plan/kubeadm/hurry.ts'
import { nodePaths } from '../plan/node-paths.ts'
import { BootError, isKindError, KindError } from '../support/errors.ts'
import type { BootContext } from './action.ts'
import { awaitFate } from './await-fate.ts'
import { openLog } from './open-log.ts'
import { requireFirstNode } from './require-nodes.ts'
import type { HopelessWait } from './watch/hopeless-wait.ts'
import { watchPrograms } from './watch/watch-programs.ts'
import { watchWay } from './watch/watch-way.ts'

type Command = 'init' | 'join'

/** Throws KIND_BOOT_FAILED when kubeadm fails, or what it waits for ends again and again. */
export async function runKubeadm(context: BootContext, node: Node, command: Command): Promise<void> {
  const { startedAt } = await inspectContainer(context.engine, node.id)
  const path = join(context.directory, command === 'init' ? 'kubeadm-init.log' : `kubeadm-join-${node.name}.log`)
  const log = openLog(path)
  let output = ''
  const over = new AbortController()
  const signal = AbortSignal.any([context.signal, context.deadline.signal, over.signal])
  const flags = command === 'init' ? ['--skip-token-print'] : []
  const running = node.run([...environment(context, node), 'kubeadm', command, `--config=${nodePaths.kubeadmConfig}`, ...flags, '--v=1'], {
    allowFailure: true,
    signal,
    onOutput(chunk) {
      log.write(chunk)
      output += chunk
    },
  })
  const watching = watchWait(context, node, command, signal)
  const place = (): string => `on ${node.name} in phase ${readPhase(output, command) ?? 'unknown'}`
  try {
    // Where the watch ends without a finding the time is up, which the run itself tells.
    const outcome = await Promise.race([running, watching.then(async (found) => found ?? (await running))])
    if ('what' in outcome) {
      throw new BootError('KIND_BOOT_FAILED', {
        what: `${outcome.what}, and kubeadm ${command} waits in vain ${place()}`,
        seen: outcome.seen,
        kept: path,
      })
    }
    if (outcome.exitCode !== 0) {
      const fate = await awaitFate(context.engine, node, outcome.exitCode, startedAt)
      if (fate !== undefined)
        throw new BootError('KIND_BOOT_FAILED', {
          what: `${fate} while kubeadm ${command} ran`,
          seen: readLines(output).slice(-1),
          kept: path,
        })
      throw new BootError('KIND_BOOT_FAILED', {
        what: `kubeadm ${command} exited with ${outcome.exitCode} ${place()}`,
        seen: readFailure(output),
        kept: path,
      })
    }
  } catch (error) {
    await log.end().catch(() => undefined)
    throw isKindError(error) && error.code === 'KIND_TIMED_OUT'
      ? new KindError(error.code, {
          ...error.facts,
          what: `${error.facts.what}, in phase ${readPhase(output, command) ?? 'unknown'}`,
          seen: readLines(output).slice(-3),
        })
      : error
  } finally {
    over.abort()
    await Promise.allSettled([running, watching])
    context.detail(3, output)
  }
  await log.end()
}

function environment({ plan }: BootContext, { name }: Node): string[] {
  const planned = plan.nodes.find((node) => node.name === name)
  const variables = planned ? Object.entries(hurriedWaits(plan, planned)) : []
  return variables.length > 0 ? ['env', ...variables.map(([key, value]) => `${key}=${value}`)] : []
}

/** Undefined when `signal` fires first. */
async function watchWait(context: BootContext, node: Node, command: Command, signal: AbortSignal): Promise<HopelessWait | undefined> {
  const watches = [watchPrograms(node, signal), ...(command === 'join' ? [watchWay(node, await requireFirstNode(context), signal)] : [])]
  const findings = watches.map(async (watch) => {
    const found = await watch
    if (!found) throw new Error('nothing was found')
    return found
  })
  return Promise.any(findings).catch(() => undefined)
}

/** The phase kubeadm was in: the one it names as failed, else the last one it began a line with. */
export function readPhase(output: string, command: Command = 'init'): string | undefined {
  const failed = /error execution phase ([a-z][a-z0-9-]*)/.exec(output)?.[1]
  const [text, last] = [...output.matchAll(/^\[([a-z][a-z0-9-]*)\] .*/gm)].findLast(([, phase]) => !parts.has(phase!)) ?? []
  // An init has nothing more to do there then; that it has gone on to the next phase it says only when an API server answers.
  const hasGoneOn = command === 'init' && text?.startsWith('[kubelet-start] Starting the kubelet')
  // Before its first phase a join looks for the cluster, and says so in its log alone.
  const logged = [...output.matchAll(/^I\d{4} [^\]]*\] \[([a-z][a-z0-9-]*)\] /gm)].at(-1)?.[1]
  return failed ?? (hasGoneOn ? 'wait-control-plane' : (last ?? logged))
}

/** What it says in the same form within a phase. */
const parts = new Set([
  'patches',
  'kubelet-check',
  'control-plane-check',
  'api-check',
  'apiclient',
  'etcd-check',
  'config',
  'preflight-warn',
])

/** What kubeadm says failed: from its error line on, else its last lines. */
export function readFailure(output: string): string[] {
  const lines = readLines(output)
  const from = lines.findIndex((line) => /^(error:|error execution phase|\[.*\] .*(unhealthy|timed out))/i.test(line))
  // Its errors and its progress are two streams: on a busy host progress of before may come after the error.
  const words = from >= 0 ? lines.slice(from).filter((line) => !isProgress(line)) : lines
  return words.filter((line) => !line.startsWith('To see the stack trace')).slice(-8)
}

const isProgress = (line: string): boolean => /^\[[a-z][a-z0-9-]*\] /.test(line) && !/healthy|timed out|error|fail/i.test(line)

function readLines(output: string): string[] {
  return output
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
}
