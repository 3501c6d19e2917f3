// Pods → one of them that can be used now, waited for; and what will never come is told at once.
import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node'
import { KindError } from '../../support/errors.ts'
import { nearest } from '../../support/nearest.ts'
import { awaitObjects } from '../await-objects.ts'
import type { KubeConnection } from '../connection.ts'
import { readWarnings } from '../verdicts/warnings.ts'
import type { KubeObject } from '../object.ts'
import type { Patience, PodGroup } from './pod-group.ts'
import { whyCannotStart, whyHopeless } from '../verdicts/hopeless.ts'
import { judgePod } from '../verdicts/pod-verdict.ts'

export interface PodWish {
  /** `running`: the container runs. `ready`: a Service would send it traffic. */
  readonly be: 'running' | 'ready'
  /** @default the pod's default container, else its first */
  readonly container?: string | undefined
}

/** A pod, and which of its containers is meant. */
export interface PickedPod {
  readonly name: string
  readonly namespace: string
  readonly container: string
  readonly pod: KubeObject
}

/**
 * Of several, a ready one before one that only runs, and any of those: as a Service picks. Throws KIND_POD_FAILED for a container that
 * none has and when all pods have ended or cannot start, KIND_TIMED_OUT, KIND_CANCELLED.
 */
export async function awaitPod(connection: KubeConnection, group: PodGroup, wish: PodWish, patience: Patience): Promise<PickedPod> {
  const { title, namespace, path, query } = group
  let picked: PickedPod | undefined
  await awaitObjects(connection, {
    path,
    query,
    awaited: `a ${wish.be} pod of ${title}`,
    deadline: patience.deadline,
    ...(patience.explainMs !== undefined && { explainMs: patience.explainMs }),
    judge(pods) {
      if (pods.length === 0) return { ready: false, why: group.single ? `${title}: there is none` : `${title} has no pods` }
      const fit = pods.map((pod) => pick(pod, wish)).filter((one) => one !== undefined)
      const best = fit.filter(({ pod }) => judgePod(pod).ready)
      picked = pickAny(best.length > 0 ? best : fit)
      if (!picked) failIfHopeless(group, pods)
      return { ready: picked !== undefined, why: pods.map((pod) => judgePod(pod).why) }
    },
    explain: (_pods, signal) => readWarnings(connection, namespace, signal),
  })
  return picked!
}

/** The container by its name; without one the pod's default, else its first. Throws KIND_POD_FAILED when it has none of that name. */
export function nameContainer(pod: KubeObject, wanted: string | undefined): string {
  const { initContainers = [], containers, ephemeralContainers = [] } = (pod as unknown as V1Pod).spec ?? { containers: [] }
  const names = [...containers, ...initContainers, ...ephemeralContainers].map(({ name }) => name)
  const byDefault = pod.metadata.annotations?.['kubectl.kubernetes.io/default-container']
  if (wanted === undefined) return byDefault !== undefined && names.includes(byDefault) ? byDefault : (names[0] ?? '')
  if (names.includes(wanted)) return wanted
  const near = nearest(wanted, names)
  throw new KindError('KIND_POD_FAILED', {
    what: `Pod ${pod.metadata.name} has no container ${JSON.stringify(wanted)}${near === undefined ? '' : `; did you mean ${near}?`}`,
    seen: [`containers: ${names.join(', ')}`],
  })
}

/** Of the pod's init containers, containers and ephemeral ones. */
export function containerStatuses(pod: KubeObject): readonly V1ContainerStatus[] {
  const {
    initContainerStatuses = [],
    containerStatuses: main = [],
    ephemeralContainerStatuses = [],
  } = (pod as unknown as V1Pod).status ?? {}
  return [...initContainerStatuses, ...main, ...ephemeralContainerStatuses]
}

function pick(pod: KubeObject, { be, container: wanted }: PodWish): PickedPod | undefined {
  const container = nameContainer(pod, wanted)
  const isFit =
    be === 'ready'
      ? judgePod(pod).ready
      : pod.metadata.deletionTimestamp === undefined &&
        containerStatuses(pod).some(({ name, state }) => name === container && state?.running !== undefined)
  return isFit ? { name: pod.metadata.name, namespace: pod.metadata.namespace ?? '', container, pod } : undefined
}

function pickAny<T>(some: readonly T[]): T | undefined {
  return some[Math.floor(Math.random() * some.length)]
}

/** A workload makes a new pod in place of one that has ended; what a pod was named cannot. */
function failIfHopeless({ title, single }: PodGroup, pods: readonly KubeObject[]): void {
  const lost = pods.filter((pod) => (single ? whyHopeless(pod) : whyCannotStart(pod)) !== undefined)
  if (lost.length < pods.length) return
  throw new KindError('KIND_POD_FAILED', {
    what: single ? `${title} does not run, and will not` : `no pod of ${title} can start`,
    seen: lost.map((pod) => judgePod(pod).why),
  })
}
