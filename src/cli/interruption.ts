// Work that a signal must not leave half done: it is told to end, and what it made is removed; a reaper does so after kill -9.
import { constants } from 'node:os'
import type { ClusterContext, ClusterTraces } from '../verbs/context.ts'
import type { Environment } from '../config/env.ts'
import type { Reaper } from '../reaper/start.ts'
import { BootError, isKindError } from '../support/errors.ts'
import { printTalk } from './output.ts'

type Undo = Required<Pick<ClusterContext, 'signal' | 'beforeFirstContainer'>>

/**
 * Carries out `work`. After a signal its removal is awaited, then the exit code is 128 and the signal's number, as shells have it.
 * Whoever cannot wait for that signals again: the reaper does the rest, and
 * also what could not be removed.
 */
export async function untilSignalled<T>(environment: Environment, work: (undo: Undo) => Promise<T>): Promise<T> {
  const interrupted = new AbortController()
  let reaper: Reaper | undefined
  let code: number | undefined
  let left = false
  const onSignal = (signal: NodeJS.Signals): void => {
    if (code !== undefined) process.exit(code)
    printTalk(`${signal}: removing what was made ...`)
    code = 128 + constants.signals[signal]
    interrupted.abort(new BootError('KIND_CANCELLED', { what: `interrupted by ${signal}`, kept: 'nothing: what was made is removed' }))
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
  try {
    return await work({
      signal: interrupted.signal,
      async beforeFirstContainer(traces: ClusterTraces) {
        const { startReaper } = await import('../reaper/start.ts')
        reaper ??= await startReaper()
        await reaper.watch({ ...traces, environment: environment.engine })
      },
    })
  } catch (error) {
    left = isKindError(error) && error.facts.left === true
    throw error
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, onSignal)
    // Made: it is to stay. Not made: it is removed already. What is left is the reaper's when this process ends.
    if (!left) await reaper?.goodbye()
    if (code !== undefined && !left) process.once('exit', () => (process.exitCode = code))
  }
}
