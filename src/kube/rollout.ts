// Waits for one workload to be rolled out; on timeout tells its pods' states and the namespace's latest warnings.
import type { Deadline } from '../support/deadline.ts'
import { KindError } from '../support/errors.ts'
import { awaitObjects, type Judgement } from './await-objects.ts'
import type { KubeConnection } from './connection.ts'
import { readPodEvidence, readWarnings } from './evidence.ts'
import type { KubeObject } from './object.ts'
import { hasEnded, judgePod } from './pod-verdict.ts'
import { judgeDaemonSet, judgeDeployment, judgeStatefulSet, type Verdict } from './verdicts.ts'

const workloads = {
  Deployment: { plural: 'deployments', judge: judgeDeployment },
  StatefulSet: { plural: 'statefulsets', judge: judgeStatefulSet },
  DaemonSet: { plural: 'daemonsets', judge: judgeDaemonSet },
} as const

export type WorkloadKind = keyof typeof workloads

/** Until the newest template of the workload runs, Ready, everywhere it should. The workload may not exist yet. */
export async function awaitRollout(connection: KubeConnection, kind: WorkloadKind, name: string, namespace: string, deadline: Deadline): Promise<KubeObject> {
  const { plural, judge } = workloads[kind]
  return requireOne(
    await awaitObjects(connection, {
      path: `/apis/apps/v1/namespaces/${namespace}/${plural}`,
      query: { fieldSelector: `metadata.name=${name}` },
      awaited: `the rollout of ${kind} ${namespace}/${name}`,
      deadline,
      judge: (objects) => judgeOne(objects, `${kind} ${name} does not exist in ${namespace}`, judge),
      async explain([workload], signal) {
        const pods = workload ? await readPodEvidence(connection, namespace, selectorOf(workload), signal) : []
        return [...pods, ...(await readWarnings(connection, namespace, signal))]
      },
    }),
  )
}

/** Until the pod is Ready. One that has run to its end fails at once: it never will be. The pod may not exist yet. */
export async function awaitPodReady(connection: KubeConnection, name: string, namespace: string, deadline: Deadline): Promise<KubeObject> {
  return requireOne(
    await awaitObjects(connection, {
      path: `/api/v1/namespaces/${namespace}/pods`,
      query: { fieldSelector: `metadata.name=${name}` },
      awaited: `readiness of Pod ${namespace}/${name}`,
      deadline,
      judge: (pods) => judgeOne(pods, `Pod ${name} does not exist in ${namespace}`, judgeLivingPod),
      explain: (_pods, signal) => readWarnings(connection, namespace, signal),
    }),
  )
}

function judgeLivingPod(pod: KubeObject): Verdict {
  const verdict = judgePod(pod)
  if (hasEnded(pod)) throw new KindError('KIND_TIMED_OUT', { what: `Pod ${pod.metadata.namespace}/${pod.metadata.name} has ended and will not become Ready`, seen: [verdict.why] })
  return verdict
}

function judgeOne([object]: readonly KubeObject[], absent: string, judge: (object: KubeObject) => Verdict): Judgement {
  return object ? judge(object) : { ready: false, why: absent }
}

function requireOne([object]: readonly KubeObject[]): KubeObject {
  if (!object) throw new TypeError('judged ready without an object')
  return object
}

interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[]
}

/** The workload's selector in the form of a query. */
function selectorOf(workload: KubeObject): string {
  const { selector = {} } = (workload['spec'] ?? {}) as { selector?: LabelSelector }
  const labels = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`)
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key
    return operator === 'DoesNotExist' ? `!${key}` : `${key} ${operator.toLowerCase()} (${values.join(',')})`
  })
  return [...labels, ...expressions].join(',')
}
