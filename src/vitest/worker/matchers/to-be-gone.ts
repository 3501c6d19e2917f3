// expect(target).toBeGone(): nobody need ask for its removal here; what holds it is told.
import type { MatcherState } from 'vitest'
import type { WaitOptions } from '../test-scope.ts'
import { expectTarget, type MatcherAnswer } from './expect-target.ts'

export async function toBeGone(state: MatcherState, received: unknown, options?: WaitOptions): Promise<MatcherAnswer> {
  const { describeRemains } = await import('../../../kube/verdicts/remains.ts')
  return expectTarget(
    state,
    received,
    { be: 'be gone', judge: (objects) => ({ ready: objects.length === 0, why: objects.map(describeRemains) }) },
    options,
  )
}
