import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { connectKube } from '../../../src/kube/connection.ts'
import type { KubeObject } from '../../../src/kube/object.ts'
import type { IngressPoint } from '../../../src/kube/verdicts/load-balancer-status.ts'
import { createEntrances, type Entrances } from '../../../src/verbs/entrances.ts'
import { answerPods, pod } from '../../support/kube-pods.ts'
import { startKubeServer } from '../../support/kube-server.ts'
import { serveStreams } from '../../support/kube-streams.ts'

interface Wanted {
  readonly uid?: string
  readonly ports?: readonly object[]
  readonly selector?: object
  readonly told?: readonly IngressPoint[]
}

// Numbers that anybody may listen on; the addresses are made of the uid.
const service = ({ uid = 'one', ports = [{ port: 28_080 }], selector = { app: 'web' }, told = [] }: Wanted = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'test', uid },
  spec: { type: 'LoadBalancer', selector, ports },
  status: { loadBalancer: { ingress: told } },
})

/** What a run has that serves there. Each connection is told the pod and port to which it was led. */
async function startRun(): Promise<Entrances> {
  const begin = Buffer.of(144, 31)
  const server = await startKubeServer(
    answerPods(() => [pod('web-1')]),
    serveStreams(({ url, send, socket }) => {
      send(0, begin)
      send(1, begin)
      send(0, `${url.pathname.split('/')[6]} ${url.searchParams.get('ports')}`)
      socket.close()
    }),
  )
  const connection = await connectKube(server.kubeconfig)
  const entrances = createEntrances({ connection, signal: new AbortController().signal })
  onTestFinished(async () => {
    await entrances[Symbol.asyncDispose]()
    await connection.close()
    await server[Symbol.asyncDispose]()
  })
  return entrances
}

async function hear(host: string, port: number): Promise<string> {
  return text(connect(port, host)).catch((error: unknown) => (error as NodeJS.ErrnoException).code ?? 'failed')
}

async function occupy(host: string, port: number): Promise<void> {
  const server = createServer().listen(port, host)
  await once(server, 'listening')
  onTestFinished(() => void server.close())
}

test('a port of a Service is the same number at an address of this machine, and leads to its pods', async () => {
  const entrances = await startRun()
  const point = await entrances.open(service({ ports: [{ port: 28_080, targetPort: 9_000 }] }))
  expect(point).toEqual({ ip: expect.stringMatching(/^127\./), ipMode: 'Proxy', ports: [{ port: 28_080, protocol: 'TCP' }] })
  expect(await hear(point!.ip!, 28_080)).toBe('web-1 9000')
  expect(await entrances.open(service({ ports: [{ port: 28_080, targetPort: 9_000 }] })), 'once is enough').toBe(point)
})

test.runIf(process.platform === 'linux')('two Services on one number have an address each', async () => {
  const entrances = await startRun()
  const [one, other] = [await entrances.open(service()), await entrances.open(service({ uid: 'other' }))]
  expect(one!.ports).toEqual(other!.ports)
  expect(one!.ip).not.toBe(other!.ip)
})

test('a number that is taken is replaced by a free one, which is told', async () => {
  const entrances = await startRun()
  const first = await entrances.open(service())
  await entrances.keepOnly([])
  await occupy(first!.ip!, 28_080)
  const second = await entrances.open(service())
  expect(second!.ip).toBe(first!.ip)
  expect(second!.ports![0]!.port).not.toBe(28_080)
  expect(await hear(second!.ip!, second!.ports![0]!.port)).toBe('web-1 28080')
})

test('what leads nowhere from here says why, and the rest leads on', async () => {
  const entrances = await startRun()
  const both = await entrances.open(service({ ports: [{ port: 28_053, protocol: 'UDP' }, { port: 28_080 }] }))
  expect(both!.ports).toEqual([
    { port: 28_053, protocol: 'UDP', error: 'vitest-kind/OnlyTCP' },
    { port: 28_080, protocol: 'TCP' },
  ])
  const bare = await entrances.open(service({ uid: 'bare', selector: {} }))
  expect(bare!.ports).toEqual([{ port: 28_080, protocol: 'TCP', error: 'vitest-kind/NoSelector' }])
})

test('a Service that has changed is led by what it is now; one that is gone is not led any more', async () => {
  const entrances = await startRun()
  const before = await entrances.open(service())
  const after = await entrances.open(service({ ports: [{ port: 28_081 }], told: [before!] }))
  expect(after).toEqual({ ...before, ports: [{ port: 28_081, protocol: 'TCP' }] })
  expect([await hear(before!.ip!, 28_080), await hear(after!.ip!, 28_081)]).toEqual(['ECONNREFUSED', 'web-1 28081'])
  await entrances.keepOnly([])
  expect(await hear(after!.ip!, 28_081)).toBe('ECONNREFUSED')
})

test('of two runs on one cluster the second leaves the Service to the first, and takes it over after it', async () => {
  const [first, second] = [await startRun(), await startRun()]
  const told = await first.open(service())
  expect(await second.open(service({ told: [told!] }))).toBeUndefined()
  await first[Symbol.asyncDispose]()
  expect(await second.open(service({ told: [told!] }))).toEqual(told)
  expect(await hear(told!.ip!, 28_080)).toBe('web-1 28080')
})
