// expect(target).toMatchLive({ status: { readyReplicas: 2 } }): toMatchObject, on what the API server has now, and until it has.
import type { MatcherState } from 'vitest'
import type { WaitOptions } from '../test-scope.ts'
import { expectTarget, type MatcherAnswer } from './expect-target.ts'
import { findDifferences, holds, type Subset } from './subset.ts'

export function toMatchLive(state: MatcherState, received: unknown, subset: Subset, options?: WaitOptions): Promise<MatcherAnswer> {
  return expectTarget(
    state,
    received,
    {
      be: 'match',
      judge(objects, { title }) {
        if (objects.length === 0) return { ready: false, why: `${title}: there is none` }
        const others = objects.filter((object) => !holds(state, object, subset))
        const name = (object: (typeof others)[number]): string => (objects.length === 1 ? '' : `${object.kind} ${object.metadata.name}: `)
        return {
          ready: others.length === 0,
          why: others.flatMap((object) => findDifferences(state, object, subset).map((line) => `${name(object)}${line}`)),
        }
      },
    },
    options,
  )
}
