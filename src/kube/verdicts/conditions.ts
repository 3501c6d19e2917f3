// The conditions in an object's status. Pure.
import type { KubeObject } from '../object.ts'

export interface Condition {
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly message?: string
  /** Of a node's: when the kubelet said so last. */
  readonly lastHeartbeatTime?: string
}

export function conditionsOf(object: KubeObject): readonly Condition[] {
  const { conditions } = (object['status'] ?? {}) as { readonly conditions?: readonly Condition[] }
  return conditions ?? []
}

export function findCondition(object: KubeObject, type: string): Condition | undefined {
  return conditionsOf(object).find((condition) => condition.type === type)
}

/** `FailedCreate: exceeded quota` */
export function says({ reason, message }: Pick<Condition, 'reason' | 'message'>): string {
  return [reason, message].filter(Boolean).join(': ')
}
