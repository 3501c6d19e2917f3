// What was seen → the files of a bundle, but for logs: each a path and its text, made one after the other, so that a large one does not keep
// the test from going on. Pure; the text may hold secrets still, objects do not.
import type { KubeObject } from '../../kube/object.ts'
import { writeYaml } from '../../support/kube-yaml.ts'
import { redactObject } from '../redaction/redact-object.ts'
import type { Redactor } from '../../support/redaction/redactor.ts'
import type { Sight } from '../sight.ts'
import { describePods } from './describe-pods.ts'
import { tellConditions } from './tell-conditions.ts'
import { tellEventLog } from './tell-event-log.ts'

export interface Occasion {
  /** Of whom: the test with its suites, its file. */
  readonly test: string
  /** The failure's own text; absent where nothing failed. */
  readonly failure: string | undefined
  readonly summary: readonly string[]
  /** As the API server answered, in the order of their appliance. */
  readonly applied: readonly KubeObject[]
  /** Name → version. */
  readonly versions: Readonly<Record<string, string>>
}

export interface Document {
  readonly path: string
  /** The parts of its text; each is made when it is asked for. */
  readonly parts: Iterable<string>
  /** Whether it is to be seen beside the failure, and not only in the folder. */
  readonly isTelling: boolean
}

/** Those first that tell the most. */
export function listDocuments(sight: Sight, occasion: Occasion, redactor: Redactor): Document[] {
  const { objects, events, nodes, nodeEvents, systemPods } = sight
  const pods = objects.filter(({ kind, apiVersion }) => kind === 'Pod' && apiVersion === 'v1')
  return [
    { path: 'summary.txt', isTelling: false, parts: [tellOccasion(sight, occasion)] },
    { path: 'pods.txt', isTelling: true, parts: pods.length === 0 ? [] : [describePods(pods, events)] },
    { path: 'events.txt', isTelling: true, parts: lines(tellEventLog(events)) },
    { path: 'nodes.txt', isTelling: false, parts: lines([...nodes.flatMap(describeNode), ...tellEventLog(nodeEvents)]) },
    { path: 'kube-system.txt', isTelling: false, parts: systemPods.length === 0 ? [] : [describePods(systemPods, [])] },
    { path: 'objects.yaml', isTelling: true, parts: writeObjects(objects, redactor) },
    { path: 'applied.yaml', isTelling: false, parts: writeObjects(occasion.applied, redactor) },
  ]
}

function tellOccasion({ namespace, kubernetesVersion, problems }: Sight, { test, failure, summary, versions }: Occasion): string {
  const all = { ...versions, ...(kubernetesVersion !== undefined && { kubernetes: kubernetesVersion }) }
  return [
    test,
    ...(namespace === undefined ? [] : [`namespace ${namespace}`]),
    Object.entries(all)
      .map((pair) => pair.join(' '))
      .join(', '),
    ...(failure === undefined ? [] : ['', failure]),
    ...(summary.length === 0 ? [] : ['', ...summary]),
    ...(problems.length === 0 ? [] : ['', 'What could not be asked:', ...problems]),
    '',
  ].join('\n')
}

function describeNode(node: KubeObject): string[] {
  const { unschedulable = false, taints = [] } = (node['spec'] ?? {}) as {
    unschedulable?: boolean
    taints?: readonly { key: string; effect: string }[]
  }
  return [
    `Node ${node.metadata.name}${unschedulable ? ' (cordoned)' : ''}`,
    ...taints.map(({ key, effect }) => `  taint ${key}:${effect}`),
    ...tellConditions(node).map((line) => `  ${line}`),
  ]
}

function* writeObjects(objects: readonly KubeObject[], redactor: Redactor): Generator<string> {
  for (const object of objects) yield `---\n${writeYaml(redactObject(object, redactor))}`
}

function lines(all: readonly string[]): string[] {
  return all.length === 0 ? [] : [`${all.join('\n')}\n`]
}
