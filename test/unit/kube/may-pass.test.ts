import { expect, test } from 'vitest'
import { mayPass, refusedRequest, unansweredRequest } from '../../../src/kube/request-error.ts'
import { connectKube, type KubeConnection } from '../../../src/kube/connection.ts'
import { awaitApi, awaitNodesReady } from '../../../src/kube/readiness.ts'
import { startDeadline, type Deadline } from '../../../src/support/deadline.ts'
import { sendJson, startKubeServer } from '../../support/kube-server.ts'

const request = 'GET /api/v1/nodes'
const coded = (code: string): Error => unansweredRequest(request, Object.assign(new Error(code), { code }))

test.for([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN'].map(
    (code) => [code, coded(code), true] as const,
  ),
  ...[500, 502, 503, 504, 403, 404, 409, 410, 429].map((status) => [String(status), refusedRequest(request, status, ''), true] as const),
  ['silence', unansweredRequest(request, new Error('no answer for 2000 ms')), true],
  ...['CERT_HAS_EXPIRED', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'].map(
    (code) => [code, coded(code), false] as const,
  ),
  ...['ERR_TLS_CERT_ALTNAME_INVALID', 'ERR_INVALID_URL', 'ERR_OSSL_PEM_NO_START_LINE', 'ENOTFOUND', 'HPE_INVALID_CONSTANT'].map(
    (code) => [code, coded(code), false] as const,
  ),
  ...[400, 401, 405, 415, 422].map((status) => [String(status), refusedRequest(request, status, ''), false] as const),
  ['a TypeError', new TypeError('undefined is not a function'), false],
  ['another error', new Error('anything'), false],
] as const)('%s', ([, error, expected]) => {
  expect(mayPass(error)).toBe(expected)
})

test.for([
  ['the API', awaitApi],
  ['nodes', (kube: KubeConnection, deadline: Deadline) => awaitNodesReady(kube, ['web'], deadline)],
] as const)('whom the API server does not know need not wait for %s', async ([, wait]) => {
  await using server = await startKubeServer((_request, response) => sendJson(response, { kind: 'Status', message: 'Unauthorized' }, 401))
  await using connection = await connectKube(server.kubeconfig)
  await expect(wait(connection, startDeadline('the test', 60_000))).rejects.toThrow('401 Unauthorized')
  expect(server.requests).toHaveLength(1)
})

test('a server that is not the one of the kubeconfig is told at once', async () => {
  await using server = await startKubeServer(() => undefined)
  const stranger = server.kubeconfig.replace(/"certificate-authority-data":"[^"]*",?/, '')
  await using connection = await connectKube(stranger)
  await expect(awaitApi(connection, startDeadline('the test', 60_000))).rejects.toThrow(/self-signed certificate/i)
})
