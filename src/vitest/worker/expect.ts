// Vitest's `expect` with matchers for what is in a cluster. Each is loaded when it is used: importing this is what every test file pays for.
import { expect as base, type MatcherState } from 'vitest'
import type { MatcherAnswer } from './matchers/expect-target.ts'
import type { ReadyOptions } from './matchers/to-be-ready.ts'
import type { ConditionStatus, ExpectedCondition } from './matchers/to-have-condition.ts'
import type { ExpectedEvent } from './matchers/to-have-event.ts'
import type { StayOptions } from './matchers/to-stay.ts'
import { requireAwait } from './require-await.ts'
import type { AccessOptions } from './matchers/to-be-allowed.ts'
import type { WaitOptions } from './test-scope.ts'

/**
 * For an object, a reference (`ref('deployment/web')`) or a list of them. Each watches, until it is so or the test's time is up, and then
 * tells what is missing. Each must be awaited: a test that forgets fails.
 */
export interface KubeMatchers {
  /**
   * Waits until it is ready: a workload is rolled out, a pod is Ready, a Job complete, a claim bound, a Service has an endpoint that is
   * ready; another kind by its condition `Ready` or `Available`, and where it has none, as soon as it is there. A list or a selection is
   * ready when all of it is. Fails at once when it cannot come any more, unless `patient`: an image that cannot be pulled, a Job that
   * failed, a pod that ended, a pod that no node could take. With `.not`: until it is not, or is not there.
   */
  toBeReady(options?: ReadyOptions): Promise<void>
  /**
   * Waits until a condition of its status has that status (`True`, unless another is given), reason and message; fails at once as
   * toBeReady does, where it is `Ready`, `Available` or `Complete` that is awaited. With `.not`: until it has no such condition.
   */
  toHaveCondition(type: string, expected?: ConditionStatus | ExpectedCondition, options?: ReadyOptions): Promise<void>
  /**
   * Waits until what the API server has matches, as `toMatchObject` matches: `{ status: { readyReplicas: 2 } }`. With `.not`: until it
   * does not match, or is not there.
   */
  toMatchLive(subset: Readonly<Record<string, unknown>>, options?: WaitOptions): Promise<void>
  /** Waits until it is gone, finalizers and all; of a selection, all. It asks for nobody's removal. With `.not`: until it is there. */
  toBeGone(options?: WaitOptions): Promise<void>
  /**
   * Waits until an event of that reason is told of the object itself: `{ reason: 'Killing' }`. With `.not`: fails at once when there is
   * one, for it does not go again, and passes when there is none so far.
   */
  toHaveEvent(expected: ExpectedEvent, options?: WaitOptions): Promise<void>
  /**
   * Watches that it is there and matches, as `toMatchObject` matches, all the time. Fails at the first change; throws
   * KIND_CONFIG_INVALID when the test has less time than that. With `.not`: it must change before the time is over.
   */
  toStay(subset: Readonly<Record<string, unknown>>, options: StayOptions): Promise<void>
  /**
   * For `logs(…)`: follows them until a line has this text in it, or matches; the lines that are there count. Fails when the logs end
   * before, and with the test's time. `.not`: none of the lines that are there has it.
   */
  toHaveLine(expected: string | RegExp, options?: WaitOptions): Promise<void>
  /**
   * For an identity (`as`, `serviceAccount`, `user`) or a client: waits until the API server lets it do that. `toBeAllowed('create', 'pods')`,
   * `toBeAllowed('get', 'pods/log', { name: 'web' })`, `toBeAllowed('get', '/healthz')`.
   */
  toBeAllowed(verb: string, resource: string, options?: AccessOptions): Promise<void>
}

type Matchers<T> = ReturnType<typeof base<T>> & KubeMatchers

/** What `expect(value)` gives. */
export type KindAssertion<T> = Matchers<T> & { readonly not: Matchers<T> }

/** Vitest's `expect`, with {@link KubeMatchers} on what it is given. */
export interface KindExpect extends Omit<typeof base, never> {
  <T>(actual: T, message?: string): KindAssertion<T>
}

const matchers = {
  toBeAllowed: lazily(async () => (await import('./matchers/to-be-allowed.ts')).toBeAllowed),
  toBeReady: lazily(async () => (await import('./matchers/to-be-ready.ts')).toBeReady),
  toHaveCondition: lazily(async () => (await import('./matchers/to-have-condition.ts')).toHaveCondition),
  toMatchLive: lazily(async () => (await import('./matchers/to-match-live.ts')).toMatchLive),
  toBeGone: lazily(async () => (await import('./matchers/to-be-gone.ts')).toBeGone),
  toHaveEvent: lazily(async () => (await import('./matchers/to-have-event.ts')).toHaveEvent),
  toStay: lazily(async () => (await import('./matchers/to-stay.ts')).toStay),
  toHaveLine: lazily(async () => (await import('./matchers/to-have-line.ts')).toHaveLine),
}
base.extend(matchers)
requireAwait(Object.keys(matchers))

function lazily<Args extends unknown[]>(
  load: () => Promise<(state: MatcherState, received: unknown, ...args: Args) => Promise<MatcherAnswer>>,
) {
  return async function (this: MatcherState, received: unknown, ...args: Args): Promise<MatcherAnswer> {
    const matcher = await load()
    // Against its type, Vitest leaves it undefined where there is no `.not`.
    const isNot = (this.isNot as boolean | undefined) ?? false
    return matcher({ ...this, isNot }, received, ...args)
  }
}

/** Vitest's `expect`, with matchers for what is in a cluster. */
export const expect: KindExpect = base as unknown as KindExpect
