// A node before and after → its conditions that became others. Pure.
import { conditionsOf, findCondition } from '../../kube/verdicts/conditions.ts'
import type { KubeObject } from '../../kube/object.ts'
import type { NodeChange } from '../run-record.ts'
import { moment } from './moment.ts'

export function noteNode(before: KubeObject, node: KubeObject, seenAtMs: number): NodeChange[] {
  return conditionsOf(node).flatMap((condition) => {
    const {
      type,
      status,
      reason = '',
      message = '',
      lastTransitionTime,
    } = condition as typeof condition & { readonly lastTransitionTime?: string }
    if (findCondition(before, type)?.status === status) return []
    return [{ node: node.metadata.name, atMs: moment(lastTransitionTime, seenAtMs), condition: type, status, reason, message }]
  })
}
