// What every matcher of this folder does: a target and a judgement over its objects → the matcher's answer, by watching. `.not` waits
// for the opposite. What the message says is what was seen last, not what was expected.
import type { MatcherState } from 'vitest'
import type { Judgement } from '../../../kube/await-objects.ts'
import type { Collection } from '../../../kube/await-together.ts'
import type { KubeConnection } from '../../../kube/connection.ts'
import type { Located } from '../../../kube/locate.ts'
import type { KubeObject } from '../../../kube/object.ts'
import type { Deadline } from '../../../support/deadline.ts'
import { isKindError, KindError } from '../../../support/errors.ts'
import { explainLimitMs, findHome, findScope, startWait, type TestScope, type WaitOptions } from '../test-scope.ts'
import { tellFailure } from './tell-failure.ts'

export interface MatcherAnswer {
  readonly pass: boolean
  readonly message: () => string
}

export interface Expectation {
  /** Ends "Deployment web should …": `be ready`. */
  readonly be: string
  /** Over the objects there are: one or none for a name, any number for a selection; and those `beside` it. What it throws ends the wait. */
  readonly judge: (objects: readonly KubeObject[], located: Located, beside: readonly KubeObject[]) => Judgement
  /** Objects that the judgement needs as well. */
  readonly beside?: (located: Located) => Collection | undefined
  /** Ends the wait as soon as what is awaited cannot become ready any more. */
  readonly endsHopeless?: boolean
  /** With `.not`, what is there does not go again: its verb, told at once. */
  readonly lasting?: 'has it'
}

/** Of a list, all must answer alike. */
export async function expectTarget(
  state: MatcherState,
  received: unknown,
  expectation: Expectation,
  options: WaitOptions = {},
): Promise<MatcherAnswer> {
  const targets: readonly unknown[] = Array.isArray(received) ? received : [received]
  if (targets.length === 0) throw wrongUse('the list is empty: nothing in it could be looked at')
  const answers = await Promise.all(targets.map((target) => expectOne(state, target, expectation, options)))
  return answers.find(({ pass }) => pass === state.isNot) ?? answers[0]!
}

/** Whose time and which cluster it is about. */
export function requireScope(state: Pick<MatcherState, 'task'>, target: unknown): TestScope {
  const scope = findHome(target) ?? findScope(state.task)
  if (!scope) throw wrongUse(`no test of ours runs${state.task ? '' : ', or several do: take `expect` from the test’s own context'}`)
  return scope
}

async function expectOne(state: MatcherState, target: unknown, expectation: Expectation, options: WaitOptions): Promise<MatcherAnswer> {
  const scope = requireScope(state, target)
  const { isNot } = state
  const [{ locate }, { awaitTogether }, { watchHopeless }] = await Promise.all([
    import('../../../kube/locate.ts'),
    import('../../../kube/await-together.ts'),
    import('../../../kube/verdicts/watch-hopeless.ts'),
  ])
  const deadline = startWait(scope, options)
  const connection = await scope.connect()
  const located = await locate(connection, target, scope.namespace ?? connection.namespace, deadline.signal)
  const seen: Seen = { objects: [], missing: undefined, final: undefined }
  const ended = new AbortController()
  const hopeless =
    expectation.endsHopeless && !isNot
      ? watchHopeless(connection, deadline.until(ended.signal), (why) => {
          seen.final ??= { hopeless: why }
          ended.abort()
        })
      : undefined
  const beside = expectation.beside?.(located)
  try {
    await awaitTogether(connection, {
      collections: [located, ...(beside ? [beside] : [])],
      awaited: `${located.title} ${isNot ? 'not ' : ''}to ${expectation.be}`,
      deadline: deadline.until(ended.signal),
      judge(objects, others = []) {
        const judgement = negateIf(isNot, expectation, located, expectation.judge(objects, located, others))
        seen.objects = objects
        seen.missing = typeof judgement.why === 'string' ? [judgement.why] : judgement.why
        if (!judgement.ready) hopeless?.look(objects)
        if (!judgement.ready && isNot && expectation.lasting !== undefined) {
          seen.final = { fact: expectation.lasting }
          ended.abort()
        }
        return judgement
      },
    })
    return { pass: !isNot, message: () => '' }
  } catch (error) {
    if (!isKindError(error) || !(error.code === 'KIND_TIMED_OUT' || seen.final !== undefined)) throw error
    const message = await tell({ state, scope, expectation, located, connection, deadline }, seen, error)
    return { pass: isNot, message: () => message }
  } finally {
    ended.abort()
  }
}

interface Seen {
  objects: readonly KubeObject[]
  /** Undefined when nothing has been seen at all. */
  missing: readonly string[] | undefined
  /** What ended it before the time. */
  final: { readonly hopeless: string } | { readonly fact: string } | undefined
}

function negateIf(isNot: boolean, { be }: Expectation, { title }: Located, judgement: Judgement): Judgement {
  return isNot ? { ready: !judgement.ready, why: `${title} does ${be} still` } : judgement
}

interface Wait {
  readonly state: MatcherState
  readonly scope: TestScope
  readonly expectation: Expectation
  readonly located: Located
  readonly connection: KubeConnection
  readonly deadline: Deadline
}

async function tell({ state, scope, expectation, located, connection, deadline }: Wait, seen: Seen, error: KindError): Promise<string> {
  const { title, namespace } = located
  const elapsedMs = deadline.elapsedMs()
  const { final, missing = [], objects } = seen
  const isOver = final === undefined && scope.signal.aborted
  const hopeless = final !== undefined && 'hopeless' in final ? [final.hopeless] : []
  // What the requests said last, where nothing was seen or the API server has gone since.
  const above = [...hopeless, ...missing, ...(final === undefined ? (error.facts.seen ?? []) : [])]
  const told = above.length > 0 ? above : ['nothing has been seen of it: the API server has not answered']
  const more = state.isNot || isOver ? [] : await explain(connection, located, objects, told, scope)
  return tellFailure({
    head: `${title}${namespace === undefined ? '' : ` in ${namespace}`} should ${state.isNot ? 'not ' : ''}${expectation.be}`,
    elapsedMs,
    end: hopeless.length > 0 ? 'hopeless' : isOver ? 'test over' : ((final as { fact: string } | undefined) ?? { owner: deadline.owner }),
    lines: [...told, ...more],
  })
}

async function explain(
  connection: KubeConnection,
  { namespace, name }: Located,
  objects: readonly KubeObject[],
  told: readonly string[],
  scope: TestScope,
): Promise<readonly string[]> {
  const { explainObjects } = await import('../../../kube/verdicts/explain-objects.ts')
  const place = { told, ...(namespace !== undefined && { namespace }), ...(name !== undefined && { name }) }
  return explainObjects(connection, place, objects, AbortSignal.timeout(explainLimitMs(scope)))
}

function wrongUse(what: string): KindError {
  return new KindError('KIND_CONFIG_INVALID', { what })
}
