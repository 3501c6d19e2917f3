// A living cluster → what is not well in it and why, in the words of a failed test: nodes, what is not ready in each namespace, what ended a
// moment ago, the newest warnings. Reads only.
import type { KubeConnection } from '../kube/connection.ts'
import { lastSeenMs } from '../kube/event-fields.ts'
import { listNamespace } from '../kube/list-namespace.ts'
import { type KubeList, type KubeObject, listedObjects } from '../kube/object.ts'
import { explainObjects } from '../kube/verdicts/explain-objects.ts'
import { findUnready, type Unready } from '../kube/verdicts/find-unready.ts'
import { whyHopeless } from '../kube/verdicts/hopeless.ts'
import { describeRemains } from '../kube/verdicts/remains.ts'
import { judgeSchedulable } from '../kube/verdicts/verdicts.ts'
import { tellEvents } from '../kube/verdicts/warnings.ts'
import { describeError } from '../support/errors.ts'
import { nearest } from '../support/nearest.ts'
import { createRedactor } from '../support/redaction/redactor.ts'
import { tellRestarts } from './summary/restarts.ts'

export interface ClusterTroubles {
  /** Of nodes, and of namespaces that should have gone: a line each. */
  readonly lines: readonly string[]
  /** Those in which something is not ready. */
  readonly namespaces: readonly NamespaceTroubles[]
  /** What is well now, and was not a moment ago: containers that ended, warnings. Newest first. */
  readonly lately: readonly string[]
  /** What could not be asked, and why. */
  readonly problems: readonly string[]
}

export interface NamespaceTroubles {
  readonly name: string
  /** What is not ready, then why. */
  readonly lines: readonly string[]
}

export interface ExplainOptions {
  /** Only this one, with all kinds of objects in it. @default all, with what runs pods, claims and Services */
  readonly namespace?: string | undefined
  /** Milliseconds since 1970. */
  readonly nowMs: number
  readonly signal: AbortSignal
}

// Everywhere, what a failure is explained by; in one namespace all kinds are listed.
const collections = [
  '/api/v1/pods',
  '/api/v1/services',
  '/api/v1/persistentvolumeclaims',
  '/apis/apps/v1/deployments',
  '/apis/apps/v1/statefulsets',
  '/apis/apps/v1/daemonsets',
  '/apis/apps/v1/replicasets',
  '/apis/batch/v1/jobs',
  '/apis/discovery.k8s.io/v1/endpointslices',
]
const lateMs = 10 * 60_000
// One that works answers at once; one whose node is frozen, never.
const answerMs = 5_000
// An empty one goes in a few seconds.
const goingMs = 30_000

/** What the API server does not answer is a problem of its own, and holds up nothing else. Rejects when it answers nothing at all. */
export async function explainCluster(connection: KubeConnection, options: ExplainOptions): Promise<ClusterTroubles> {
  const { namespace, nowMs, signal } = options
  const problems: string[] = []
  const list = async (path: string): Promise<readonly KubeObject[]> =>
    connection
      .request<KubeList>({ path, signal })
      .then(listedObjects)
      .catch((error: unknown) => (problems.push(describeError(error)), []))
  await connection.request({ path: '/version', signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]) })
  const events = namespace === undefined ? '/api/v1/events' : `/api/v1/namespaces/${encodeURIComponent(namespace)}/events`
  const [nodes, namespaces, warnings, objects] = await Promise.all([
    list('/api/v1/nodes'),
    list('/api/v1/namespaces'),
    list(events),
    namespace === undefined ? Promise.all(collections.map(list)).then((lists) => lists.flat()) : listOne(namespace),
  ])
  const unready = findUnready(objects).filter(({ object }) => isTrouble(object))
  const groups = [...Map.groupBy(unready, ({ object }) => object.metadata.namespace ?? '')]
  const troubled = await Promise.all(groups.map(async ([name, all]) => ({ name, lines: await explain(name, all) })))
  const { redact } = createRedactor()
  const fresh = warnings.filter((event) => event['type'] === 'Warning' && nowMs - lastSeenMs(event) < lateMs && !isOf(troubled, event))
  const pods = objects.filter(({ kind }) => kind === 'Pod')
  return {
    lines: [
      ...tellAbsent(namespace, namespaces),
      ...nodes.map(judgeSchedulable).flatMap(({ ready, why }) => (ready ? [] : [why])),
      ...tellGoing(namespaces, nowMs),
    ],
    namespaces: troubled.map(({ name, lines }) => ({ name, lines: lines.map(redact) })).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    lately: [...tellRestarts(pods, nowMs - lateMs), ...tellEvents(fresh)].map(redact),
    problems,
  }

  async function listOne(name: string): Promise<readonly KubeObject[]> {
    const listing = await listNamespace(connection, name, { signal })
    problems.push(...listing.problems)
    return listing.objects
  }
  async function explain(name: string, all: readonly Unready[]): Promise<readonly string[]> {
    const why = all.map((one) => one.why)
    const more = await explainObjects(
      connection,
      { ...(name !== '' && { namespace: name }), told: why },
      all.map(({ object }) => object),
      signal,
    )
    return [...why, ...more.filter((line) => !why.includes(line))]
  }
}

/** A Job that has not failed is at work. */
function isTrouble(object: KubeObject): boolean {
  return object.kind !== 'Job' || whyHopeless(object) !== undefined
}

/** Where namespaces cannot be listed, nothing is said of one. */
function tellAbsent(wanted: string | undefined, namespaces: readonly KubeObject[]): readonly string[] {
  const names = namespaces.map(({ metadata }) => metadata.name)
  if (wanted === undefined || names.length === 0 || names.includes(wanted)) return []
  const near = nearest(wanted, names)
  return [`there is no namespace "${wanted}"${near === undefined ? '' : `; did you mean "${near}"?`}`]
}

function tellGoing(namespaces: readonly KubeObject[], nowMs: number): readonly string[] {
  const isLate = ({ metadata }: KubeObject): boolean => nowMs - Date.parse(metadata.deletionTimestamp ?? '') > goingMs
  return namespaces.filter(isLate).map(describeRemains)
}

function isOf(troubled: readonly { readonly name: string }[], { metadata }: KubeObject): boolean {
  return troubled.some(({ name }) => name === metadata.namespace)
}
