import { expect, test } from 'vitest'
import { connectKube } from '../../../../src/kube/connection.ts'
import { askApiServers } from '../../../../src/kube/webhooks/ask-api-servers.ts'
import { sendJson, startKubeServer } from '../../../support/kube-server.ts'

test('one API server is asked once, over the connection there is', async () => {
  await using server = await startKubeServer((_request, response) => sendJson(response, {}))
  await using connection = await connectKube(server.kubeconfig)
  expect(await askApiServers(connection, 1, async (one) => one === connection)).toBe(true)
  expect(server.connections().opened).toBe(0)
})

test('several are asked over more connections than there are, all open at once and closed after; one no is no', async () => {
  await using server = await startKubeServer((_request, response) => sendJson(response, {}))
  await using connection = await connectKube(server.kubeconfig)
  let asked = 0
  const all = Promise.withResolvers<void>()
  const answer = await askApiServers(connection, 3, async (one) => {
    await one.request({ path: '/' })
    const number = (asked += 1)
    if (asked === 12) all.resolve()
    await all.promise
    return number !== 7
  })
  expect(answer).toBe(false)
  expect(server.connections().opened).toBe(12)
  await expect.poll(() => server.connections().open).toBe(0)
})
