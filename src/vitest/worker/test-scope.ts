// What is known of the test that runs: which cluster is its own, and how much of its time is left. Worker side. Matchers and fixtures
// find it by the task, and objects that a fixture gave find the way back to their cluster by themselves.
import type { TestContext } from 'vitest'
import type { ClusterHandle } from '../../cluster/handle.ts'
import type { KubeConnection } from '../../kube/connection.ts'
import type { KubeObject } from '../../kube/object.ts'
import { type Deadline, startDeadline } from '../../support/deadline.ts'

// Captured at load: tests of users may fake the global clock.
export const now = performance.now.bind(performance)
const wallNow = Date.now

export interface TestScope {
  /** The cluster of the test. */
  find(): Promise<ClusterHandle>
  /** To the cluster of the test. */
  connect(): Promise<KubeConnection>
  /** By the clock of `performance.now()`. */
  readonly startedAt: number
  /** By the clock on the wall, in milliseconds since 1970. */
  readonly startedAtMs: number
  /** What Vitest gives the test; 0 for no limit. */
  readonly timeoutMs: number
  /** Fires when the test is over, or cancelled. */
  readonly signal: AbortSignal
  /** The test's own, once a fixture has asked for it. */
  namespace?: string
  /** What it has applied, as the API server answered. */
  readonly applied: KubeObject[]
  /** Resolves when what is kept of it is there: until then its namespace stays. */
  kept?: Promise<void>
  /** Whether its failure has been explained. */
  isExplained: boolean
  /** Resolves when nothing more of it is to come: it may fail until then. */
  readonly finished: Promise<void>
  finish(): void
  /** What is to be done when the test has ended and all of its fixtures are still there; the last one first. */
  readonly farewells: (() => Promise<void>)[]
}

/** How long one is waited for. */
export interface WaitOptions {
  /** Milliseconds; the test's own time ends the wait all the same. @default what is left of the test's time */
  readonly timeout?: number
}

// Outside a test, in a beforeAll, nothing tells what time is left.
const hookBudgetMs = 30_000
// Vitest's own time-out says nothing but its number. So we end before it, with time enough to ask what is missing.
const marginShare = 0.1
const marginMs = { least: 150, most: 3_000 }
// A wait that ends before the test does may take longer to tell.
const mostToExplainMs = 5_000

type Test = TestContext['task']

const scopes = new WeakMap<object, TestScope>()
const homes = new WeakMap<object, TestScope>()

/** Notes what a test that begins has; the same test may begin again (`retry`, `repeats`). */
export function enterScope(test: Readonly<Test>, scope: Pick<TestScope, 'find' | 'connect' | 'signal'>): TestScope {
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>()
  const entered = {
    ...scope,
    applied: [],
    farewells: [],
    isExplained: false,
    finished,
    finish,
    startedAt: now(),
    startedAtMs: wallNow(),
    timeoutMs: test.timeout,
  }
  scopes.set(test, entered)
  return entered
}

/** Words and names in this test mean what is there. */
export function enterNamespace(scope: TestScope, namespace: string): string {
  scope.namespace = namespace
  return namespace
}

export function findScope(test: Readonly<Test> | undefined): TestScope | undefined {
  return test && scopes.get(test)
}

/** When its test has ended. */
export async function sayFarewell({ farewells }: TestScope): Promise<void> {
  for (const farewell of farewells.splice(0).toReversed()) await farewell()
}

/** Remembers where objects and references come from. */
export function settle<T extends object>(thing: T, scope: TestScope): T {
  homes.set(thing, scope)
  return thing
}

export function findHome(thing: unknown): TestScope | undefined {
  return typeof thing === 'object' && thing !== null ? homes.get(thing) : undefined
}

/** What may be waited in this test, ending early enough to tell more than Vitest's time-out does. */
export function startWait(scope: TestScope, { timeout = Number.POSITIVE_INFINITY }: WaitOptions = {}): Deadline {
  const left = timeLeft(scope)
  if (timeout <= left) return startDeadline('timeout', timeout, scope.signal)
  if (left === Number.POSITIVE_INFINITY) return startDeadline('a hook', hookBudgetMs, scope.signal)
  return startDeadline(`the test's ${scope.timeoutMs / 1000} s`, left, scope.signal)
}

/** How long the explanation of a failed wait may take: what startWait() has left over, and what is left of the test besides. */
export function explainLimitMs(scope: TestScope): number {
  if (!isBounded(scope.timeoutMs)) return mostToExplainMs
  return Math.min(mostToExplainMs, timeLeft(scope) + margin(scope.timeoutMs) * 0.8)
}

function timeLeft({ startedAt, timeoutMs }: TestScope): number {
  return isBounded(timeoutMs) ? Math.max(0, startedAt + timeoutMs - margin(timeoutMs) - now()) : Number.POSITIVE_INFINITY
}

function margin(timeoutMs: number): number {
  return Math.min(marginMs.most, Math.max(marginMs.least, timeoutMs * marginShare))
}

function isBounded(timeoutMs: number): boolean {
  return timeoutMs > 0 && Number.isFinite(timeoutMs)
}
