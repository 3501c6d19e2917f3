import { expect, test } from 'vitest'
import { connectKube } from '../../../../src/kube/connection.ts'
import { type LogOptions, readLogs } from '../../../../src/kube/pods/logs.ts'
import { startDeadline } from '../../../../src/support/deadline.ts'
import { type HeldDeadline, holdDeadline } from '../../../support/hold-deadline.ts'
import { answerPods, pod } from '../../../support/kube-pods.ts'
import { type Answer, sendJson, startKubeServer } from '../../../support/kube-server.ts'

type Response = Parameters<Answer>[1]

const stamp = (second: number): string => `2026-11-29T10:00:${second.toFixed(9).padStart(12, '0')}Z`
const line = (second: number, text: string): string => `${stamp(second)} ${text}\n`

interface Cluster {
  readonly pods?: () => readonly object[]
  /** Answers a request for a log. */
  readonly log: (pod: string, query: URLSearchParams, response: Response) => void
  readonly target?: string
  /** Whether the time is up when changes of pods are waited for: there will be none. */
  readonly waited?: boolean
  readonly held?: HeldDeadline
}

/** The texts that come, with their pods; `use` may leave the loop by giving true. */
async function read(options: LogOptions, cluster: Cluster, use: (text: string) => boolean = () => false): Promise<string[]> {
  const { target = 'deployment/web', waited = false, held: { deadline, spend } = holdDeadline() } = cluster
  const answer = answerPods(cluster.pods ?? (() => [pod('a'), pod('b')]), (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'https://localhost')
    if (waited && searchParams.has('watch')) spend()
    const [, name] = /\/pods\/(.*)\/log$/.exec(pathname) ?? []
    if (name === undefined) return false
    if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/plain' })
    cluster.log(name, searchParams, response)
    return true
  })
  await using server = await startKubeServer(answer)
  await using connection = await connectKube(server.kubeconfig)
  const texts: string[] = []
  for await (const one of readLogs(connection, { target, namespace: 'test', options, deadline })) {
    texts.push(`${one.pod}/${one.container}: ${one.text}`)
    if (use(one.text)) break
  }
  return texts
}

const logs = {
  a: line(1, 'one') + line(3, '') + line(5, 'five  spaces '),
  b: line(2, 'two') + line(4, 'four'),
}

test('lines of all pods are in order of time, empty ones and spaces too', async () => {
  expect(await read({}, { log: (name, _query, response) => response.end(logs[name as 'a' | 'b']) })).toEqual([
    'a/app: one',
    'b/app: two',
    'a/app: ',
    'b/app: four',
    'a/app: five  spaces ',
  ])
})

test('tail is of all of them, since to the millisecond', async () => {
  const log: Cluster['log'] = (name, query, response) => {
    expect(query.get('tailLines')).toBe('2')
    expect(query.get('sinceTime')).toBe('2026-11-29T10:00:02Z')
    response.end(logs[name as 'a' | 'b'])
  }
  expect(await read({ tail: 2, since: new Date(stamp(2.5)) }, { log })).toEqual(['b/app: four', 'a/app: five  spaces '])
})

test('one container of several, and all of them', async () => {
  const cluster: Cluster = {
    pods: () => [pod('a', { containers: ['app', 'proxy'] })],
    log: (_name, query, response) => response.end(line(1, query.get('container')!)),
  }
  expect(await read({}, cluster)).toEqual(['a/app: app', 'a/proxy: proxy'])
  expect(await read({ container: 'proxy' }, cluster)).toEqual(['a/proxy: proxy'])
  await expect(read({ container: 'prxy' }, cluster)).rejects.toThrow('Pod a has no container "prxy"; did you mean proxy?')
})

test('following, a log that breaks off goes on after its last line, and none comes twice', async () => {
  let follows = 0
  const log: Cluster['log'] = (_name, query, response) => {
    if (!query.has('follow')) return response.end(line(1, 'one'))
    follows += 1
    response.write(line(1, 'one') + line(1.5, 'more') + (follows > 1 ? line(2, 'two') : ''))
    if (follows === 1) response.stream?.destroy()
    if (follows === 1) response.destroy()
  }
  const texts = await read({ follow: true }, { pods: () => [pod('a')], log }, (text) => text === 'two')
  expect(texts).toEqual(['a/app: one', 'a/app: more', 'a/app: two'])
  expect(follows).toBe(2)
})

test('following a pod ends with it, after its last line', async () => {
  let ended = false
  const cluster: Cluster = {
    target: 'pod/a',
    pods: () => [pod('a', ended ? { state: 'terminated', phase: 'Succeeded' } : {})],
    log(_name, query, response) {
      if (!query.has('follow')) return response.end(line(1, 'one'))
      ended = true
      setTimeout(() => response.end(line(1, 'one') + line(2, 'last')), 50)
    },
  }
  // The watch is silent here: its connection ends, and the next list tells that the pod has ended.
  const { pods, ...rest } = cluster
  const answer = answerPods(pods!, (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'https://localhost')
    if (searchParams.has('watch')) {
      setTimeout(() => sendJson(response, { type: 'ERROR', object: { code: 410 } }), 20)
      return true
    }
    if (!pathname.endsWith('/log')) return false
    response.writeHead(200, { 'content-type': 'text/plain' })
    rest.log('a', searchParams, response)
    return true
  })
  await using server = await startKubeServer(answer)
  await using connection = await connectKube(server.kubeconfig)
  const texts: string[] = []
  const request = { target: 'pod/a', namespace: 'test', options: { follow: true }, deadline: startDeadline('the test', 20_000) }
  for await (const { text } of readLogs(connection, request)) texts.push(text)
  expect(texts).toEqual(['one', 'last'])
})

test('what is followed to no end is told with its last lines', async () => {
  const held = holdDeadline()
  let followed = 0
  const log: Cluster['log'] = (name, query, response) => {
    if (!query.has('follow')) return response.end(logs[name as 'a' | 'b'])
    response.write('')
    if (++followed === 2) held.spend()
  }
  await expect(read({ follow: true }, { log, held })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [KindError: KIND_TIMED_OUT: the end of the logs of Deployment web did not happen before the time was up
      seen   a: five  spaces 
      seen   b: four]
  `)
})

test('a container that has not started is waited for', async () => {
  const pods = (): object[] => [pod('a', { state: 'waiting', reason: 'ContainerCreating', phase: 'Pending' })]
  await expect(read({}, { pods, log: () => undefined, waited: true })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [KindError: KIND_TIMED_OUT: the start of a container of Deployment web did not happen before the time was up
      seen   Pod a is Pending; container app is waiting: ContainerCreating: Back-off of a]
  `)
  await expect(read({ previous: true }, { log: () => undefined, waited: true })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [KindError: KIND_TIMED_OUT: a restart of a container of Deployment web did not happen before the time was up
      seen   Pod a is ready
      seen   Pod b is ready]
  `)
})

test('options that cannot be meant are told at once', async () => {
  const options = { follow: true, previous: true, tail: -1, since: new Date('soon') }
  await expect(read(options, { log: () => undefined })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [ConfigError: KIND_CONFIG_INVALID: these logs cannot be meant
      since: neither a time nor a number of milliseconds
      tail: -1 is no number of lines
      previous: of an instance that has ended, nothing is to come: leave follow out]
  `)
})
