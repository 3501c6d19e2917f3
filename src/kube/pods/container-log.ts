// The log of one container → its lines, each with its time; and from a line on, when one asks again.
import type { KubeConnection } from '../connection.ts'
import { KubeRequestError } from '../request-error.ts'

/** A line that a container wrote. */
export interface LogLine {
  readonly text: string
  readonly pod: string
  readonly container: string
  /** When it was written, by the clock of the node; to the nanosecond in the log, to the millisecond here. */
  readonly time: Date
}

/** A line and its time as the server gave it. */
export interface StampedLine extends LogLine {
  readonly stamp: string
}

export interface ContainerLogRequest {
  readonly namespace: string
  readonly pod: string
  readonly container: string
  /** Of the instance before this one. */
  readonly previous?: boolean
  readonly follow?: boolean
  readonly since?: Date | undefined
  readonly tailLines?: number | undefined
  readonly signal: AbortSignal
}

// A container may be silent for long: then one asks again from the last line on.
const SILENCE_MS = 120_000

/**
 * Until the log's end, or, following, the container's. The API counts `since` in whole seconds, this to the millisecond. Rejects with
 * KubeRequestError: with status 400 where the container has not started yet.
 */
export async function* readContainerLog(connection: KubeConnection, request: ContainerLogRequest): AsyncGenerator<StampedLine, void> {
  const { namespace, pod, container, since, signal } = request
  const lines = connection.lines({
    path: `/api/v1/namespaces/${namespace}/pods/${pod}/log`,
    query: {
      container,
      timestamps: true,
      follow: request.follow || undefined,
      previous: request.previous || undefined,
      sinceTime: since && `${since.toISOString().slice(0, 19)}Z`,
      tailLines: request.tailLines,
    },
    accept: '*/*',
    signal,
    timeoutMs: SILENCE_MS,
  })
  for await (const line of lines) {
    const read = readLine(line, pod, container)
    if (read && (since === undefined || read.time >= since)) yield read
  }
}

/** Whether the server said that there is no log: the container has not started, or there was none before it, or the pod is gone. */
export function isWithoutLog(error: unknown): boolean {
  return error instanceof KubeRequestError && (error.status === 400 || error.status === 404)
}

/** Whole nanoseconds as text: in UTC, as nodes are, it sorts by time. */
export function byStamp(a: StampedLine, b: StampedLine): number {
  return a.time.getTime() - b.time.getTime() || (a.stamp < b.stamp ? -1 : Number(a.stamp > b.stamp))
}

/** Undefined for what is no line of a container: the kubelet's own remark that it cannot find a log. */
function readLine(line: string, pod: string, container: string): StampedLine | undefined {
  const [, stamp, text = ''] = /^(\d{4}-\d\d-\d\dT\S+) ?(.*)$/s.exec(line) ?? []
  return stamp === undefined ? undefined : { text, pod, container, time: new Date(stamp), stamp }
}
