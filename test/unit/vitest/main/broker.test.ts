import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test as base } from 'vitest'
import type { ClusterHandle } from '../../../../src/cluster/handle.ts'
import { KindError } from '../../../../src/support/errors.ts'
import { startBroker } from '../../../../src/vitest/main/broker.ts'
import { connectMainProcess, requestCluster } from '../../../../src/vitest/request.ts'

const handle: ClusterHandle = {
  name: 'web',
  kubernetesVersion: 'v1.37.2',
  nodes: [{ name: 'web-control-plane', role: 'control-plane', address: '172.18.0.2' }],
  labels: { suite: 'e2e' },
  kubeconfig: 'apiVersion: v1\nkind: Config\n',
  kubeconfigPath: '/project/.vitest/kind/web/kubeconfig',
  server: 'https://127.0.0.1:40123',
  adopted: false,
  timings: [{ action: 'kubeadm-init', elapsedMs: 7900 }],
}

const test = base
  .extend('asked', (): unknown[] => [])
  .extend('broker', async ({ asked }, { onCleanup }) => {
    const broker = await startBroker({
      async acquire({ selector, source }) {
        asked.push([selector, source])
        if (selector === 'absent')
          throw new KindError('KIND_CLUSTER_UNKNOWN', { what: 'no cluster "absent" is declared', seen: ['declared: ha'] })
        return handle
      },
    })
    onCleanup(() => broker.close())
    return broker
  })

test('a test file that asks gets the handle, whole', async ({ asked, broker }) => {
  await expect(requestCluster(broker.address, { workers: 2 }, 'kindCluster() in a.test.ts')).resolves.toEqual({ handle })
  expect(asked).toEqual([[{ workers: 2 }, 'kindCluster() in a.test.ts']])
})

test('an error arrives with its code and its parts', async ({ broker }) => {
  const answer = await requestCluster(broker.address, 'absent', 'kindCluster() in a.test.ts')
  expect(answer).toEqual({ error: { code: 'KIND_CLUSTER_UNKNOWN', what: 'no cluster "absent" is declared', seen: ['declared: ha'] } })
})

test('without the token nothing is asked and nothing is answered', async ({ asked, broker }) => {
  const { port } = broker.address
  expect(await requestCluster({ port, token: 'guessed' }, {}, '')).toMatchObject({ error: { code: 'KIND_SETUP_MISSING' } })
  const socket = connect({ host: '127.0.0.1', port })
  socket.end('GET / HTTP/1.1\r\n\r\n')
  expect(await text(socket)).toBe('')
  expect(asked).toEqual([])
})

test('who waits when the main process closes is told so', async () => {
  const asked = Promise.withResolvers<void>()
  const broker = await startBroker({ acquire: () => (asked.resolve(), new Promise(() => undefined)) })
  const answer = requestCluster(broker.address, {}, '')
  await asked.promise
  broker.close()
  const what = "Vitest's main process did not answer; did it end?"
  expect(await answer).toEqual({ error: { code: 'KIND_SETUP_MISSING', what } })
})

test('several calls go over one connection, and what one has begun is undone when it ends, last first', async () => {
  const undone: string[] = []
  const ended = Promise.withResolvers<void>()
  await using broker = Object.assign(
    await startBroker({
      async acquire({ source }, { onEnd }) {
        if (source === 'first') onEnd(() => ended.resolve())
        onEnd(async () => void undone.push(source))
        return { ...handle, name: source }
      },
    }),
    { [Symbol.asyncDispose]: async () => broker.close() },
  )
  const main = await connectMainProcess(broker.address)
  const names = ['first', 'second', 'third'].map(async (source) => (await main.call('acquire', { selector: {}, source })).name)
  expect(await Promise.all(names)).toEqual(['first', 'second', 'third'])
  expect(undone).toEqual([])
  main.close()
  await ended.promise
  expect(undone).toEqual(['third', 'second', 'first'])
  await expect(main.call('acquire', { selector: {}, source: '' })).rejects.toThrow('KIND_SETUP_MISSING')
})
