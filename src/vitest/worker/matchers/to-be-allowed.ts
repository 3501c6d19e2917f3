// expect(identity).toBeAllowed('get', 'pods'): asked of the API server as that identity, until it is so.
import type { MatcherState } from 'vitest'
import type { Access } from '../../../kube/rights/access-review.ts'
import type { KubeClient } from '../../../kube/client.ts'
import type { KubeConnection } from '../../../kube/connection.ts'
import { KindError } from '../../../support/errors.ts'
import type { Identity } from '../fixtures/identities.ts'
import { findHome, findScope, startWait, type WaitOptions } from '../test-scope.ts'
import type { MatcherAnswer } from './expect-target.ts'

/** Which objects, and how long the API server may take to know. */
export interface AccessOptions extends WaitOptions {
  /** @default that of the test, for a client that of its kubeconfig */
  readonly namespace?: string
  /** One object alone. @default any */
  readonly name?: string
  /** Milliseconds; the test's own time ends the wait all the same. @default 3_000 */
  readonly timeout?: number
}

// The API server reads a role within milliseconds of its making.
const defaultTimeoutMs = 3_000
const pauseMs = 50
const mostRights = 6

export async function toBeAllowed(
  state: MatcherState,
  received: unknown,
  verb: string,
  resource: string,
  { timeout = defaultTimeoutMs, ...where }: AccessOptions = {},
): Promise<MatcherAnswer> {
  const kubeconfig = readKubeconfig(received)
  const scope = findHome(received) ?? findScope(state.task)
  if (!scope) throw wrongUse(`no test of ours runs${state.task ? '' : ', or several do: take `expect` from the test’s own context'}`)
  if (!/^(?:\*|[a-z]+)$/.test(verb)) throw wrongUse(`${JSON.stringify(verb)} is no verb such as get, list or create`)
  const [{ connectKube }, { readRights, renderRight, reviewAccess }, { pause }] = await Promise.all([
    import('../../../kube/connection.ts'),
    import('../../../kube/rights/access-review.ts'),
    import('../../../support/poll.ts'),
  ])
  const { signal } = startWait(scope)
  await using connection = await connectKube(kubeconfig)
  const namespace = where.namespace ?? connection.namespace
  const access = await readAccess(await scope.connect(), verb, resource, { ...where, namespace }, signal)
  const who = isIdentity(received) ? received.name : 'the client'
  const what = `${verb} ${resource}${where.name === undefined ? '' : ` named ${where.name}`}${'namespace' in access ? ` in ${namespace}` : ''}`
  // Once in any case: what nobody has asked, nobody can say.
  let verdict = await reviewAccess(connection, access, signal)
  const deadline = startWait(scope, { timeout })
  while (verdict.allowed === state.isNot && !deadline.signal.aborted) {
    await pause(pauseMs, deadline.signal)
    verdict = await reviewAccess(connection, access, signal)
  }
  if (verdict.allowed !== state.isNot) return { pass: !state.isNot, message: () => '' }
  const says = verdict.reason === '' ? [] : [`  the API server says: ${verdict.reason}`]
  if (state.isNot)
    return {
      pass: true,
      message: () => [`${who} should not be allowed to ${what}, and is`, ...says].join('\n'),
    }
  const rights = (await readRights(connection, namespace, AbortSignal.timeout(defaultTimeoutMs)).catch(() => []))
    .map(renderRight)
    .filter((right) => !everybodys.test(right))
  const may = rights.length === 0 ? 'nothing' : [...rights.slice(0, mostRights), ...(rights.length > mostRights ? ['…'] : [])].join('; ')
  return {
    pass: false,
    message: () => [`${who} should be allowed to ${what}, and is not`, ...says, `  allowed in ${namespace}: ${may}`].join('\n'),
  }
}

// What every cluster allows everybody who is known: to ask who one is, what there is, and whom to trust.
const everybodys = /^(create self\w+(,self\w+)*\.\S+|get \/\S*|get,list,watch clustertrustbundles\S*)$/

async function readAccess(
  connection: KubeConnection,
  verb: string,
  resource: string,
  { namespace, name }: { readonly namespace: string; readonly name?: string },
  signal: AbortSignal,
): Promise<Access> {
  if (resource.startsWith('/')) return { verb, path: resource }
  const { findResourceWord } = await import('../../../kube/rights/role-rules.ts')
  const { namespaced, ...word } = await findResourceWord(connection, resource, signal)
  return {
    verb,
    ...word,
    ...(namespaced !== false && { namespace }),
    ...(name !== undefined && { name }),
  }
}

function readKubeconfig(received: unknown): string {
  if (isIdentity(received)) return received.kubeconfig.text
  if (isClient(received)) return received.config.exportConfig()
  throw wrongUse('who may do something is an identity (as, serviceAccount, user) or a client')
}

function isIdentity(value: unknown): value is Identity {
  return typeof value === 'object' && value !== null && 'kubeconfig' in value && 'name' in value
}

function isClient(value: unknown): value is KubeClient {
  return typeof value === 'object' && value !== null && 'config' in value && 'core' in value
}

function wrongUse(what: string): KindError {
  return new KindError('KIND_CONFIG_INVALID', { what })
}
