// expect(target).toHaveCondition('Available'): one of the conditions in its status.
import type { MatcherState } from 'vitest'
import type { Condition } from '../../../kube/verdicts/conditions.ts'
import { KindError } from '../../../support/errors.ts'
import { expectTarget, type MatcherAnswer } from './expect-target.ts'
import type { ReadyOptions } from './to-be-ready.ts'

/** What the condition says; a text of `message` is a part of it. */
export interface ExpectedCondition {
  /** @default 'True' */
  readonly status?: ConditionStatus
  readonly reason?: string
  readonly message?: string | RegExp
}

export type ConditionStatus = 'True' | 'False' | 'Unknown'

// What a pod that cannot run keeps from coming. Others may come all the same, or because of it.
const ofReadiness = ['Ready', 'Available', 'Complete', 'SuccessCriteriaMet']

export async function toHaveCondition(
  state: MatcherState,
  received: unknown,
  type: string,
  expected: ConditionStatus | ExpectedCondition = 'True',
  { patient = false, ...options }: ReadyOptions = {},
): Promise<MatcherAnswer> {
  if (typeof type !== 'string' || type === '')
    throw new KindError('KIND_CONFIG_INVALID', { what: 'toHaveCondition() is given the type of a condition first: Available' })
  const { status = 'True', reason, message } = typeof expected === 'string' ? { status: expected } : expected
  const { conditionsOf, findCondition, says } = await import('../../../kube/verdicts/conditions.ts')
  const wants = [status, reason, message].filter((part) => part !== undefined).join(': ')
  const fits = (condition: Condition): boolean =>
    condition.status === status &&
    (reason === undefined || condition.reason === reason) &&
    (message === undefined ||
      (typeof message === 'string' ? (condition.message ?? '').includes(message) : message.test(condition.message ?? '')))
  return expectTarget(
    state,
    received,
    {
      be: `have the condition ${type}=${wants}`,
      endsHopeless: !patient && status === 'True' && ofReadiness.includes(type),
      judge(objects, { title }) {
        if (objects.length === 0) return { ready: false, why: `${title}: there is none` }
        const others = objects.filter((object) => !conditionsOf(object).some((one) => one.type === type && fits(one)))
        const why = others.map((object) => {
          const condition = findCondition(object, type)
          const all = conditionsOf(object).map((one) => `${one.type}=${one.status}`)
          const name = `${object.kind} ${object.metadata.name}`
          if (condition) return `${name} has ${type}=${[condition.status, says(condition)].filter(Boolean).join(': ')}`
          return `${name} has no condition ${type}; it has ${all.length > 0 ? all.join(', ') : 'none'}`
        })
        return { ready: others.length === 0, why }
      },
    },
    options,
  )
}
