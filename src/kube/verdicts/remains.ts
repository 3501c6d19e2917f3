// An object that should be gone → what still holds it. Pure.
import { conditionsOf } from './conditions.ts'
import type { KubeObject } from '../object.ts'

/** Its finalizers, and for a namespace what it still holds; or that nobody has asked for its removal. */
export function describeRemains(object: KubeObject): string {
  const { finalizers = [], deletionTimestamp } = object.metadata
  const name = `${object.kind} ${object.metadata.name}`
  if (deletionTimestamp === undefined) return `${name} is there, and nobody has deleted it`
  const held = finalizers.length === 0 ? [] : [`held by finalizer ${finalizers.join(', ')}`]
  const reasons = conditionsOf(object).flatMap(({ status, message }) => (status === 'True' && message ? [message] : []))
  return [`${name} is still there, deleted at ${deletionTimestamp}`, ...held, ...(object.kind === 'Namespace' ? reasons : [])].join('; ')
}
