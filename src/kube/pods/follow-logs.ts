// Pods that come and go → the lines their containers write from now on, as they come. A log that breaks off is asked for again from its
// last line on; so is that of a container that was restarted.
import type { V1Job } from '@kubernetes/client-node'
import type { Deadline } from '../../support/deadline.ts'
import { pause } from '../../support/poll.ts'
import { awaitObjects } from '../await-objects.ts'
import { containerStatuses } from './await-pod.ts'
import { isWithoutLog, readContainerLog, type StampedLine } from './container-log.ts'
import { createLineQueue, type LineQueue } from './line-queue.ts'
import { findLogged, keyOf, type LoggedContainer, type LogScope } from './logged-containers.ts'
import type { KubeObject } from '../object.ts'
import { hasEnded } from '../verdicts/pod-verdict.ts'
import { mayPass } from '../request-error.ts'

// Before a log is looked at again that ended although its container seems to run, or whose container does not run now.
const AGAIN_MS = 200

interface Followed extends LoggedContainer {
  /** Of the instance that runs or ran last. */
  readonly instance: string
  readonly runs: boolean
}

/** `lastOf`: the last line known of each container. Throws KIND_TIMED_OUT when the time is up before the end, KIND_CANCELLED. */
export async function* followLogs(
  scope: LogScope,
  lastOf: ReadonlyMap<string, StampedLine | undefined>,
): AsyncGenerator<StampedLine, void> {
  const { group, connection } = scope
  const over = new AbortController()
  const deadline = scope.deadline.until(over.signal)
  const queue = createLineQueue(over.signal)
  const followers = new Map<string, Promise<void>>()
  let now: ReadonlyMap<string, Followed> = new Map()
  let ended = false
  const latest: StampedLine[] = [...lastOf.values()].filter((line) => line !== undefined)
  const look = (pods: readonly KubeObject[]): void => {
    now = new Map(pods.flatMap((pod) => findFollowed(pod, scope)).map((one) => [keyOf(one), one]))
    for (const [key, one] of now) {
      if (followers.has(key)) continue
      const follower = follow(scope, one, {
        last: lastOf.get(key),
        queue,
        signal: deadline.signal,
        find: () => now.get(key),
        isOver: () => ended,
      })
      followers.set(key, follower)
      follower.catch((error: unknown) => queue.fail(error))
    }
  }
  const watching = awaitObjects(connection, {
    path: group.path,
    query: group.query,
    awaited: `the end of the logs of ${group.title}`,
    deadline,
    judge(pods) {
      look(pods)
      return { ready: group.single && pods.every(hasEnded), why: [] }
    },
    explain: async () => latest.slice(-10).map(({ pod, text }) => `${pod}: ${text}`),
  })
  const finish = async (): Promise<void> => {
    await (group.owner?.kind === 'Job' ? Promise.race([watching, awaitJob(scope, deadline)]) : watching)
    ended = true
    await Promise.all(followers.values())
    queue.end()
  }
  finish().catch((error: unknown) => {
    if (!over.signal.aborted) queue.fail(error)
  })
  try {
    for await (const line of queue) {
      latest.push(line)
      if (latest.length > 20) latest.splice(0, 10)
      yield line
    }
  } finally {
    over.abort()
  }
}

interface Follower {
  readonly last: StampedLine | undefined
  readonly queue: LineQueue
  readonly signal: AbortSignal
  /** What is known of the container now; undefined when its pod is gone. */
  readonly find: () => Followed | undefined
  /** Whether no further instance will come. */
  readonly isOver: () => boolean
}

async function follow(scope: LogScope, { pod, container }: LoggedContainer, follower: Follower): Promise<void> {
  const { connection, group } = scope
  const { queue, signal, find, isOver } = follower
  let { last } = follower
  let read: string | undefined
  for (let state = find(); state && !signal.aborted; state = find()) {
    if (state.instance !== read) {
      const since = last?.time ?? scope.since
      try {
        for await (const line of readContainerLog(connection, {
          namespace: group.namespace,
          pod,
          container,
          follow: true,
          since,
          signal,
        })) {
          if (last && line.stamp <= last.stamp) continue
          last = line
          await queue.push(line)
        }
        const after = find()
        if (after?.instance !== state.instance || !after.runs) read = state.instance
      } catch (error) {
        if (!signal.aborted && !isWithoutLog(error) && !mayPass(error)) throw error
      }
    }
    if (isOver() && state.instance === read) return
    await pause(AGAIN_MS, signal)
  }
}

function findFollowed(pod: KubeObject, scope: LogScope): Followed[] {
  const statuses = containerStatuses(pod)
  return findLogged(pod, scope).map((one) => {
    const status = statuses.find(({ name }) => name === one.container)
    return { ...one, instance: status?.containerID ?? '', runs: status?.state?.running !== undefined }
  })
}

/** Between a pod that has failed and the next, all pods of a Job have ended, and the Job has not. */
async function awaitJob({ connection, group: { namespace, owner } }: LogScope, deadline: Deadline): Promise<void> {
  await awaitObjects(connection, {
    path: `/apis/batch/v1/namespaces/${namespace}/jobs`,
    query: { fieldSelector: `metadata.name=${owner!.metadata.name}` },
    awaited: `the end of Job ${owner!.metadata.name}`,
    deadline,
    judge: (jobs) => ({ ready: jobs.every(isFinished), why: [] }),
  })
}

function isFinished(job: KubeObject): boolean {
  const { conditions = [] } = (job as unknown as V1Job).status ?? {}
  return conditions.some(({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True')
}
