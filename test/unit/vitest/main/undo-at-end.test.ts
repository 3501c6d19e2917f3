import { expect, test } from 'vitest'
import { startBroker } from '../../../../src/vitest/main/broker.ts'
import { connectMainProcess } from '../../../../src/vitest/request.ts'
import { noteUndos } from '../../../../src/vitest/main/undo-at-end.ts'
import { sendJson, startKubeServer } from '../../../support/kube-server.ts'

const first = { method: 'DELETE', path: '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/a' } as const
const second = { method: 'PATCH', path: '/apis/b/c', body: { spec: null }, contentType: 'application/merge-patch+json' } as const

test('what was noted last is sent when the test file is gone, in its order, and what is gone already is no news', async () => {
  const lines: string[] = []
  await using server = await startKubeServer((request, response) =>
    request.url?.endsWith('/a') ? sendJson(response, { kind: 'Status', message: 'not found' }, 404) : sendJson(response, {}),
  )
  const broker = await startBroker({ undoAtEnd: noteUndos((line) => lines.push(line)) })
  const main = await connectMainProcess(broker.address)
  await main.call('undoAtEnd', { kubeconfig: server.kubeconfig, undos: [first] })
  await main.call('undoAtEnd', { kubeconfig: server.kubeconfig, undos: [second, first] })
  expect(server.requests).toEqual([])
  main.close()
  await expect.poll(() => server.requests).toEqual([`PATCH ${second.path}`, `DELETE ${first.path}`])
  expect(lines).toEqual([])
  broker.close()
})

test('nothing is sent when nothing is left to undo; what the API server refuses is told', async () => {
  const lines: string[] = []
  await using server = await startKubeServer((_request, response) => sendJson(response, { kind: 'Status', message: 'not now' }, 403))
  const broker = await startBroker({ undoAtEnd: noteUndos((line) => lines.push(line)) })
  const [done, killed] = await Promise.all([connectMainProcess(broker.address), connectMainProcess(broker.address)])
  await done.call('undoAtEnd', { kubeconfig: server.kubeconfig, undos: [second] })
  await done.call('undoAtEnd', { kubeconfig: server.kubeconfig, undos: [] })
  await killed.call('undoAtEnd', { kubeconfig: server.kubeconfig, undos: [first] })
  done.close()
  killed.close()
  await expect.poll(() => lines).toHaveLength(1)
  expect(lines[0]).toContain('not now')
  expect(server.requests).toEqual([`DELETE ${first.path}`])
  broker.close()
})
