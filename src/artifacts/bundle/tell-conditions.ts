// An object → its conditions, a line each: which, since when, and why. Pure.
import { type Condition, conditionsOf, says } from '../../kube/verdicts/conditions.ts'
import type { KubeObject } from '../../kube/object.ts'

/** `Ready=False since 2026-11-24T00:00:03Z: ContainersNotReady: …` */
export function tellConditions(object: KubeObject): string[] {
  return conditionsOf(object).map((condition: Condition & { readonly lastTransitionTime?: string }) => {
    const { type, status, lastTransitionTime } = condition
    const why = says(condition)
    return `${type}=${status}${lastTransitionTime ? ` since ${lastTransitionTime}` : ''}${why && `: ${why}`}`
  })
}
