import { expect, test } from 'vitest'
import { connectKube } from '../../../../src/kube/connection.ts'
import { removeLeftWebhooks } from '../../../../src/kube/webhooks/remove-leftovers.ts'
import { currentProcess, renderIdentity } from '../../../../src/support/process-identity.ts'
import { sendJson, startKubeServer } from '../../../support/kube-server.ts'

const mutating = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations'
const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
// No process has a pid beyond 2^22.
const dead = renderIdentity({ ...currentProcess(), pid: 999_999_999 })
const alive = renderIdentity(currentProcess())

test('webhooks whose process is gone go, a conversion is put back as it was, and those of living or unknown ones stay', async () => {
  const former = JSON.stringify({ strategy: 'None' })
  const lists: Record<string, object[]> = {
    [mutating]: [
      object('dead', { 'vitest-kind/owner': dead }),
      object('alive', { 'vitest-kind/owner': alive }),
      object('elsewhere', { 'vitest-kind/owner': renderIdentity({ ...currentProcess(), bootId: 'other', host: 'other' }) }),
      object('unreadable', { 'vitest-kind/owner': '?' }),
      object('bare', {}),
    ],
    [definitions]: [object('widgets.example.com', { 'vitest-kind/owner': dead, 'vitest-kind/former': former })],
  }
  await using server = await startKubeServer((request, response) => {
    const path = request.url?.split('?')[0] ?? ''
    sendJson(response, { kind: 'List', metadata: {}, items: lists[path] ?? [] })
  })
  await using connection = await connectKube(server.kubeconfig)
  expect(await removeLeftWebhooks(connection, AbortSignal.timeout(10_000))).toEqual(['dead', 'widgets.example.com'])
  const changes = server.requests.filter((request) => !request.startsWith('GET'))
  expect(changes.toSorted()).toEqual([`DELETE ${mutating}/dead`, `PATCH ${definitions}/widgets.example.com`])
})

function object(name: string, annotations: object): object {
  return { metadata: { name, annotations } }
}
