// expect(target).toStay({ … }, { for: 2_000 }): what must not change during a time. Looked at by watch, and once more at the end.
import type { MatcherState } from 'vitest'
import type { KubeObject } from '../../../kube/object.ts'
import { isKindError, KindError } from '../../../support/errors.ts'
import { startWait, type TestScope } from '../test-scope.ts'
import { type MatcherAnswer, requireScope } from './expect-target.ts'
import { findDifferences, type Subset } from './subset.ts'
import { tellFailure } from './tell-failure.ts'

export interface StayOptions {
  /** Milliseconds. */
  readonly for: number
}

export async function toStay(state: MatcherState, received: unknown, subset: Subset, options: StayOptions): Promise<MatcherAnswer> {
  const forMs = options?.for
  if (!(forMs > 0)) throw new KindError('KIND_CONFIG_INVALID', { what: 'toStay() is given for how long, in milliseconds: { for: 2_000 }' })
  const targets: readonly unknown[] = Array.isArray(received) ? received : [received]
  if (targets.length === 0) throw new KindError('KIND_CONFIG_INVALID', { what: 'the list is empty: nothing in it could be looked at' })
  const answers = await Promise.all(targets.map((target) => stayOne(state, target, subset, forMs)))
  return answers.find(({ pass }) => pass === state.isNot) ?? answers[0]!
}

async function stayOne(state: MatcherState, target: unknown, subset: Subset, forMs: number): Promise<MatcherAnswer> {
  const scope = requireScope(state, target)
  const [{ locate }, { awaitObjects }] = await Promise.all([import('../../../kube/locate.ts'), import('../../../kube/await-objects.ts')])
  const connection = await scope.connect()
  const located = await locate(connection, target, scope.namespace ?? connection.namespace, scope.signal)
  const whole = requireTime(scope, forMs)
  const during = startWait(scope, { timeout: forMs })
  const { title, namespace } = located
  let changed: readonly string[] = []
  const look = (objects: readonly KubeObject[]): boolean => {
    const differences = objects.flatMap((object) => findDifferences(state, object, subset))
    changed = objects.length === 0 ? [`${title}: there is none`] : differences
    return changed.length > 0
  }
  const wait = { ...located, awaited: `a change of ${title}` }
  await awaitObjects(connection, { ...wait, deadline: during, judge: (objects) => ({ ready: look(objects), why: [] }) }).catch(
    async (error: unknown) => {
      if (scope.signal.aborted || !isKindError(error) || error.code !== 'KIND_TIMED_OUT') throw error
      // A watch may have been cut off unnoticed: what is said is said of the end, too.
      await awaitObjects(connection, { ...wait, deadline: whole, judge: (objects) => ({ ready: look(objects) || true, why: [] }) })
    },
  )
  const seconds = `${(forMs / 1000).toFixed(1)} s`
  const elapsedMs = during.elapsedMs()
  const fact = changed.length > 0 ? `did not after ${(elapsedMs / 1000).toFixed(1)} s` : `did for ${seconds}`
  const head = `${title}${namespace === undefined ? '' : ` in ${namespace}`} should ${state.isNot ? 'not ' : ''}stay as it is for ${seconds}`
  return { pass: changed.length === 0, message: () => tellFailure({ head, elapsedMs, end: { fact }, lines: changed }) }
}

/** A test that ends before has shown nothing. */
function requireTime(scope: TestScope, forMs: number): ReturnType<typeof startWait> {
  const whole = startWait(scope)
  if (whole.remainingMs() >= forMs) return whole
  throw new KindError('KIND_CONFIG_INVALID', {
    what: `toStay() for ${forMs / 1000} s needs more than the ${(whole.remainingMs() / 1000).toFixed(1)} s that are left (${whole.owner})`,
    do: `give the test more time: test(name, { timeout: ${Math.ceil((forMs + (scope.timeoutMs || 0)) / 1000) * 1000} }, …)`,
  })
}
