import { expect, test } from 'vitest'
import { connectKube } from '../../../src/kube/connection.ts'
import { readEvents } from '../../../src/kube/events.ts'
import { answerPods, pod } from '../../support/kube-pods.ts'
import { sendJson, startKubeServer } from '../../support/kube-server.ts'

const event = (name: string, fields: object): object => ({
  metadata: { name, creationTimestamp: '2026-11-29T10:00:00Z' },
  involvedObject: { kind: 'Pod', name },
  reason: 'Started',
  message: `${name} started`,
  ...fields,
})

const all = [
  event('later', { type: 'Normal', count: 2, lastTimestamp: '2026-11-29T10:00:05Z' }),
  event('series', {
    type: 'Warning',
    eventTime: '2026-11-29T10:00:01.5Z',
    lastTimestamp: null,
    series: { count: 9, lastObservedTime: '2026-11-29T10:00:03.25Z' },
  }),
  event('web-1', { type: 'Normal' }),
]

async function read(target: unknown, requests: string[] = []): Promise<unknown> {
  const answer = answerPods(
    () => [pod('web-1')],
    ({ url }, response) => {
      if (!url.includes('/events')) return false
      sendJson(response, { kind: 'EventList', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items: all })
      return true
    },
  )
  await using server = await startKubeServer(answer)
  await using connection = await connectKube(server.kubeconfig)
  const events = await readEvents(connection, { target, namespace: 'test', signal: AbortSignal.timeout(5_000) })
  requests.push(...server.requests.filter((one) => one.includes('/events')).map(decodeURIComponent))
  return events
}

test('events are small values, oldest first', async () => {
  expect(await read(undefined)).toMatchInlineSnapshot(`
    [
      {
        "at": 2026-11-29T10:00:00.000Z,
        "count": 1,
        "message": "web-1 started",
        "object": "Pod/web-1",
        "reason": "Started",
        "type": "Normal",
      },
      {
        "at": 2026-11-29T10:00:03.250Z,
        "count": 9,
        "message": "series started",
        "object": "Pod/series",
        "reason": "Started",
        "type": "Warning",
      },
      {
        "at": 2026-11-29T10:00:05.000Z,
        "count": 2,
        "message": "later started",
        "object": "Pod/later",
        "reason": "Started",
        "type": "Normal",
      },
    ]
  `)
})

test('of one object the server chooses them; of a selection, those of what is in it; of a node, from all namespaces', async () => {
  const requests: string[] = []
  await read('deployment/web', requests)
  expect(await read({ resource: 'pods', labels: 'app=web' }, requests)).toMatchObject([{ object: 'Pod/web-1' }])
  await read('node/one', requests)
  expect(requests).toMatchInlineSnapshot(`
    [
      "GET /api/v1/namespaces/test/events?fieldSelector=involvedObject.kind=Deployment,involvedObject.name=web",
      "GET /api/v1/namespaces/test/events?fieldSelector=involvedObject.kind=Pod",
      "GET /api/v1/events?fieldSelector=involvedObject.kind=Node,involvedObject.name=one",
    ]
  `)
})
