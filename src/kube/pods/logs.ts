// Pods → the lines of all their containers, in order of time: those that are there, or also those to come.
import { ConfigError } from '../../support/errors.ts'
import { awaitObjects } from '../await-objects.ts'
import { nameContainer } from './await-pod.ts'
import type { KubeConnection } from '../connection.ts'
import { byStamp, isWithoutLog, type LogLine, readContainerLog, type StampedLine } from './container-log.ts'
import { readWarnings } from '../verdicts/warnings.ts'
import { followLogs } from './follow-logs.ts'
import { findLogged, keyOf, type LoggedContainer, type LogScope } from './logged-containers.ts'
import type { KubeObject } from '../object.ts'
import { findPodGroup, type Patience } from './pod-group.ts'
import { judgePod } from '../verdicts/pod-verdict.ts'

/** Which lines. */
export interface LogOptions {
  /** Only of this container. @default all, init containers too */
  readonly container?: string
  /** Lines to come as well: until a pod or a Job has ended, of anything else as long as it is waited for. @default false */
  readonly follow?: boolean
  /** Of the instance of each container before this one: what a container that was restarted said last. @default false */
  readonly previous?: boolean
  /** Only lines written since then, or in the last so many milliseconds. @default from the beginning */
  readonly since?: Date | number
  /** Only the last so many lines of those that are there. @default all */
  readonly tail?: number
}

export interface LogRequest extends Patience {
  readonly target: unknown
  /** Of a target that names none. */
  readonly namespace: string
  readonly options: LogOptions
}

/**
 * Waits until a first container has started. Throws KIND_CONFIG_INVALID, KIND_TIMED_OUT (following: when the time is up before the
 * end), KIND_CANCELLED, KubeRequestError.
 */
export async function* readLogs(connection: KubeConnection, request: LogRequest): AsyncGenerator<LogLine, void> {
  const { options, deadline, explainMs } = request
  const since = checkOptions(options)
  const group = await findPodGroup(connection, request.target, request.namespace, request)
  const { container, previous = false, follow = false, tail } = options
  const scope: LogScope = { connection, group, container, previous, since, deadline, explainMs }
  const pods = await awaitStarted(scope)
  const started = pods.flatMap((pod) => findLogged(pod, scope))
  const logs = await Promise.all(started.map((one) => readAll(scope, one, tail)))
  const lines = logs.flat().toSorted(byStamp)
  yield* (tail === undefined ? lines : lines.slice(Math.max(0, lines.length - tail))).map(withoutStamp)
  if (!follow) return
  const lastOf = new Map(started.map((one, index) => [keyOf(one), logs[index]!.at(-1)]))
  for await (const line of followLogs(scope, lastOf)) yield withoutStamp(line)
}

async function awaitStarted(scope: LogScope): Promise<readonly KubeObject[]> {
  const { connection, group, container, previous, deadline, explainMs } = scope
  return awaitObjects(connection, {
    path: group.path,
    query: group.query,
    awaited: previous ? `a restart of a container of ${group.title}` : `the start of a container of ${group.title}`,
    deadline,
    ...(explainMs !== undefined && { explainMs }),
    judge(pods) {
      if (pods.length === 0) return { ready: false, why: group.single ? `${group.title}: there is none` : `${group.title} has no pods` }
      if (container !== undefined) for (const pod of pods) nameContainer(pod, container)
      return { ready: pods.some((pod) => findLogged(pod, scope).length > 0), why: pods.map((pod) => judgePod(pod).why) }
    },
    explain: (_pods, signal) => readWarnings(connection, group.namespace, signal),
  })
}

/** Nothing for a container whose pod is gone meanwhile, or whose log is. */
async function readAll(scope: LogScope, { pod, container }: LoggedContainer, tailLines: number | undefined): Promise<StampedLine[]> {
  const { connection, group, previous, since, deadline } = scope
  const lines: StampedLine[] = []
  const request = { namespace: group.namespace, pod, container, previous, since, tailLines, signal: deadline.signal }
  try {
    for await (const line of readContainerLog(connection, request)) lines.push(line)
  } catch (error) {
    if (deadline.signal.aborted) deadline.check(`the log of container ${container} of Pod ${pod}`)
    if (!isWithoutLog(error)) throw error
  }
  return lines
}

function withoutStamp({ stamp: _stamp, ...line }: StampedLine): LogLine {
  return line
}

function checkOptions({ since, tail, follow = false, previous = false }: LogOptions): Date | undefined {
  const at = typeof since === 'number' ? new Date(Date.now() - since) : since
  const problems = [
    at !== undefined && Number.isNaN(at.getTime()) && 'since: neither a time nor a number of milliseconds',
    tail !== undefined && !(Number.isInteger(tail) && tail >= 0) && `tail: ${tail} is no number of lines`,
    follow && previous && 'previous: of an instance that has ended, nothing is to come: leave follow out',
  ].filter((problem) => problem !== false)
  if (problems.length > 0) throw new ConfigError('KIND_CONFIG_INVALID', { what: 'these logs cannot be meant', problems })
  return at
}
