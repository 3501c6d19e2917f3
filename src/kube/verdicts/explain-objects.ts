// Objects that did not become what was awaited → what the API knows of why, the nearest first: the pods' states, the last words of a
// container that ended, what holds a volume claim, where a Service's selector leads, the newest warnings.
import { describeError } from '../../support/errors.ts'
import { groupLines } from './group-lines.ts'
import type { KubeConnection } from '../connection.ts'
import { readLastWords } from './last-words.ts'
import { type KubeList, type KubeObject, listedObjects } from '../object.ts'
import { judgePod } from './pod-verdict.ts'
import { selectorOf } from './selector.ts'
import { judgeObject } from './verdicts.ts'
import { fieldsOf } from '../event-fields.ts'
import { readEvents, tellEvents } from './warnings.ts'

export interface Explained {
  /** Absent for objects that have none: nothing is known of those but themselves. */
  readonly namespace?: string
  /** Of one that may not be there. */
  readonly name?: string
  /** Lines that stand above these: what they say is not said again. */
  readonly told?: readonly string[]
}

/** One line each. What cannot be asked in time is left out, and the last line says so. */
export async function explainObjects(
  connection: KubeConnection,
  { namespace, name, told = [] }: Explained,
  objects: readonly KubeObject[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (namespace === undefined) return []
  let problem: unknown
  const unless = async <T>(asked: Promise<readonly T[]>): Promise<readonly T[]> =>
    asked.catch((error: unknown) => {
      problem ??= error
      return []
    })
  const list: List = async (resource, labelSelector) => {
    const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/${resource}`
    return listedObjects(await connection.request<KubeList>({ path, query: { labelSelector }, signal }))
  }
  const [selected, events] = await Promise.all([unless(selectPods(objects, list)), unless(readEvents(connection, namespace, signal))])
  // A Deployment and its Service select the same.
  const pods = [...new Map(selected.flatMap((one) => one.pods).map((pod) => [pod.metadata.name, pod])).values()]
  const unready = [...pods, ...objects.filter(({ kind }) => kind === 'Pod')].filter((pod) => !judgePod(pod).ready)
  const [missing, claims, words] = await Promise.all([
    unless(tellMissingPods(selected, list)),
    unless(findUnboundClaims([...unready, ...objects], list)),
    unless(readFirst(unready, (pod) => readLastWords(connection, pod, signal))),
  ])
  const states = unready
    .filter((pod) => pods.includes(pod))
    .map((pod) => ({ title: `Pod ${pod.metadata.name}`, state: judgePod(pod).state }))
  const found = [
    ...groupLines(states, 'pods').filter((line) => !isTold(line, told)),
    ...words,
    ...missing,
    ...claims.filter((claim) => !objects.includes(claim)).map((claim) => judgeObject(claim).why),
  ]
  const isOfClaim = (event: KubeObject): boolean => claims.some(({ metadata }) => isOn(event, 'PersistentVolumeClaim', metadata.name))
  const names = [...(name === undefined ? [] : [name]), ...[...objects, ...pods, ...claims].map(({ metadata }) => metadata.name)]
  const warnings = events.filter((event) => event['type'] === 'Warning' || isOfClaim(event))
  const near = warnings.filter((event) => isNear(event, names))
  const trouble = problem === undefined ? [] : [`more could not be asked: ${describeError(problem)}`]
  return [...found, ...tellEvents(near.length > 0 ? near : warnings, [...told, ...found]), ...trouble]
}

type List = (resource: string, labelSelector?: string) => Promise<readonly KubeObject[]>

interface Selected {
  readonly object: KubeObject
  readonly labelSelector: string
  readonly pods: readonly KubeObject[]
}

/** Of everything that has a selector. */
async function selectPods(objects: readonly KubeObject[], list: List): Promise<readonly Selected[]> {
  const selecting = objects.map((object) => ({ object, labelSelector: object.kind === 'Pod' ? undefined : selectorOf(object) }))
  return Promise.all(
    selecting.flatMap(({ object, labelSelector }) =>
      labelSelector ? [list('pods', labelSelector).then((pods) => ({ object, labelSelector, pods }))] : [],
    ),
  )
}

/** Whether every part of a pod's line but its phase stands above already. */
function isTold(line: string, told: readonly string[]): boolean {
  const [, ...parts] = line.split('; ')
  return parts.length > 0 && parts.every((part) => told.some((above) => above.includes(part.replace(/^container \S+ is waiting: /, ''))))
}

/** Of itself, or of what bears its name and more: a ReplicaSet, a pod that is gone by now. */
function isNear(event: KubeObject, names: readonly string[]): boolean {
  const { involvedObject } = fieldsOf(event)
  return names.some((name) => involvedObject?.name === name || involvedObject?.name?.startsWith(`${name}-`))
}

function isOn(event: KubeObject, kind: string, name: string): boolean {
  const { involvedObject } = fieldsOf(event)
  return involvedObject?.kind === kind && involvedObject.name === name
}

/** A Service's selector that finds nothing is most often a slip: the labels that there are, are told. */
async function tellMissingPods(all: readonly Selected[], list: List): Promise<readonly string[]> {
  const lost = all.filter(({ object, pods }) => object.kind === 'Service' && pods.length === 0)
  if (lost.length === 0) return []
  const labels = [...new Set((await list('pods')).map(({ metadata }) => renderLabels(metadata.labels)))]
  const those = labels.length === 0 ? 'there are no pods' : `the pods there have ${labels.slice(0, 3).join(' or ')}`
  return lost.map(({ labelSelector }) => `no pod has ${labelSelector}: ${those}`)
}

// Added by controllers, to all of theirs.
const ofControllers = ['pod-template-hash', 'controller-revision-hash', 'pod-template-generation']

function renderLabels(labels: Readonly<Record<string, string>> = {}): string {
  const own = Object.entries(labels).filter(([key]) => !ofControllers.includes(key))
  return own.length === 0 ? 'no labels' : own.map((pair) => pair.join('=')).join(',')
}

/** Those themselves, and those that a pod has as a volume. */
async function findUnboundClaims(objects: readonly KubeObject[], list: List): Promise<readonly KubeObject[]> {
  const own = objects.filter(({ kind }) => kind === 'PersistentVolumeClaim')
  const names = objects.flatMap((object) => {
    const { volumes = [] } = (object['spec'] ?? {}) as { readonly volumes?: readonly { persistentVolumeClaim?: { claimName: string } }[] }
    return volumes.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? [])
  })
  const ofPods = names.length === 0 ? [] : (await list('persistentvolumeclaims')).filter(({ metadata }) => names.includes(metadata.name))
  return [...own, ...ofPods].filter((claim) => !judgeObject(claim).ready)
}

async function readFirst(pods: readonly KubeObject[], read: (pod: KubeObject) => Promise<readonly string[]>): Promise<readonly string[]> {
  for (const pod of pods) {
    const found = await read(pod)
    if (found.length > 0) return found
  }
  return []
}
