// Pods → the containers of them that have a log.
import type { Deadline } from '../../support/deadline.ts'
import { containerStatuses } from './await-pod.ts'
import type { KubeConnection } from '../connection.ts'
import type { KubeObject } from '../object.ts'
import type { PodGroup } from './pod-group.ts'

/** One container that has a log. */
export interface LoggedContainer {
  readonly pod: string
  readonly container: string
}

/** What every reader of these logs asks for. */
export interface LogScope {
  readonly connection: KubeConnection
  readonly group: PodGroup
  readonly container: string | undefined
  readonly previous: boolean
  readonly since: Date | undefined
  readonly deadline: Deadline
  readonly explainMs?: number | undefined
}

/** Containers of a pod that have a log of the asked kind. */
export function findLogged(pod: KubeObject, { container, previous }: Pick<LogScope, 'container' | 'previous'>): LoggedContainer[] {
  return containerStatuses(pod)
    .filter(({ name }) => container === undefined || name === container)
    .filter(({ state, lastState }) => lastState?.terminated ?? (!previous && (state?.running ?? state?.terminated)))
    .map(({ name }) => ({ pod: pod.metadata.name, container: name }))
}

/** `web-5d9c/app` */
export function keyOf({ pod, container }: LoggedContainer): string {
  return `${pod}/${container}`
}
