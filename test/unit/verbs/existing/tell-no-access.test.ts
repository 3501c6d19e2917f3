import { expect, test } from 'vitest'
import { KubeRequestError } from '../../../../src/kube/request-error.ts'
import { createCertificate } from '../../../../src/support/certificate.ts'
import { type Attempt, tellNoAccess } from '../../../../src/verbs/existing/tell-no-access.ts'

const { certificate: clientCertificate } = createCertificate({ commonName: 'jane', hosts: [] })
const inDays = (days: number): Date => new Date(Date.now() + days * 86_400_000)

interface Case extends Partial<Omit<Attempt, 'access'>> {
  readonly access?: Partial<Attempt['access']>
  readonly status?: number
  readonly reason?: string
  readonly apiMessage?: string
}

/** The error without its first line and what was seen, or that line. */
function tell({ status, reason, apiMessage = 'Unauthorized', access, now = new Date() }: Case): Record<'what' | 'why', string | undefined> {
  const error = new KubeRequestError('GET /version', { ...(status !== undefined && { status }), reason, apiMessage })
  const fields = { server: 'https://api.example.com:6443', clientCertificate: undefined, token: undefined, exec: undefined, ...access }
  const { facts, code } = tellNoAccess(error, { context: 'staging', access: fields, budgetMs: 15_000, now })
  expect(code).toBe('KIND_CLUSTER_UNREACHABLE')
  return { what: facts.what, why: facts.why }
}

test('the whole of it', () => {
  const error = new KubeRequestError('GET /version', { reason: 'ENOTFOUND', apiMessage: 'getaddrinfo ENOTFOUND proxy' })
  const access = {
    server: 'https://api.example.com:6443',
    proxyUrl: 'http://jane:secret@proxy:3128',
    clientCertificate: undefined,
    token: 'secret',
    exec: undefined,
  }
  expect(tellNoAccess(error, { context: 'staging', access, budgetMs: 15_000, now: new Date() }).message).toMatchInlineSnapshot(`
    "KIND_CLUSTER_UNREACHABLE: the API server of "staging", https://api.example.com:6443 by way of the proxy http://proxy:3128, does not answer
      seen   GET /version: getaddrinfo ENOTFOUND proxy
      cause  no address is known here for a name on the way to https://api.example.com:6443
      do     until it answers: kubectl --context staging version"
  `)
})

test.for<[expected: RegExp, Case]>([
  [/has run out on \w+/, { access: { clientCertificate }, now: inDays(8) }],
  [/is valid from \w+/, { access: { clientCertificate }, now: inDays(-2) }],
  [/refuses the client certificate of the kubeconfig: it is of another cluster/, { access: { clientCertificate } }],
  [/refuses the token of the kubeconfig/, { access: { token: 'secret', clientCertificate }, now: inDays(8) }],
  [/refuses the token in \/run\/token/, { access: { tokenFile: '/run/token' } }],
  [/refuses what login logs in with/, { access: { exec: { command: 'login' } } }],
  [/says nothing of who asks/, {}],
])('who is not known is told why: %s', ([expected, one]) => {
  const { what, why } = tell({ ...one, status: 401 })
  expect(what).toMatch(/does not know who asks$/)
  expect(why).toMatch(expected)
})

test.for<[expected: RegExp | undefined, Case]>([
  [/^the proxy wants to know who asks/, { apiMessage: 'Bad response: 407', access: { proxyUrl: 'http://proxy:3128' } }],
  [/^the proxy refuses to lead there \(403\)/, { apiMessage: 'Bad response: 403', access: { proxyUrl: 'http://proxy:3128' } }],
  [/^the API server's certificate has run out/, { reason: 'CERT_HAS_EXPIRED' }],
  [/is for other names/, { reason: 'ERR_TLS_CERT_ALTNAME_INVALID' }],
  [/is not signed by the "certificate-authority"/, { reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' }],
  [/is not signed by the "certificate-authority"/, { reason: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }],
  [/^nothing came back within 15 s/, { apiMessage: 'The operation was aborted due to timeout' }],
  [undefined, { reason: 'ECONNREFUSED', apiMessage: 'connect ECONNREFUSED 127.0.0.1:6443' }],
])('a server that does not answer is told why, where that is known: %s', ([expected, one]) => {
  const { what, why } = tell(one)
  expect(what).toMatch(/does not answer$/)
  if (expected) expect(why).toMatch(expected)
  else expect(why).toBeUndefined()
})
