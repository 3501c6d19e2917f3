// Every way in that a kubeconfig may describe, walked by the light connection, by its streams and by the typed client.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { TLSSocket } from 'node:tls'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createClient } from '../../../src/kube/client.ts'
import { connectKube } from '../../../src/kube/connection.ts'
import { openStream } from '../../../src/kube/pods/stream.ts'
import { createCertificate } from '../../support/kube-certificate.ts'
import { type KubeServer, sendJson, startKubeServer } from '../../support/kube-server.ts'
import { startProxy, startSocksProxy } from '../../support/start-proxy.ts'

type Fields = Record<string, unknown>
interface Config {
  readonly clusters: readonly { cluster: Fields }[]
  readonly users: readonly { user: Fields }[]
}
const list = { apiVersion: 'v1', kind: 'NamespaceList', metadata: {}, items: [] }

interface Seen {
  readonly token: string | undefined
  readonly certificate: string | undefined
}

/** A server that notes who has asked; it refuses whoever comes with `refuses`. */
async function startNotingServer({ hosts, refuses }: { hosts?: readonly string[]; refuses?: () => string | undefined } = {}): Promise<
  KubeServer & { readonly seen: Seen[] }
> {
  const seen: Seen[] = []
  const server = await startKubeServer(
    ({ headers: { authorization }, socket }, response) => {
      const { subject } = (socket as TLSSocket).getPeerCertificate()
      const token = authorization?.replace('Bearer ', '')
      seen.push({ token, certificate: [subject?.CN].flat()[0] })
      const refused = token !== undefined && token === refuses?.()
      sendJson(response, refused ? { kind: 'Status', message: 'Unauthorized' } : list, refused ? 401 : 200)
    },
    (_request, socket) => void socket.end('HTTP/1.1 403 No\r\ncontent-length: 9\r\n\r\nno stream'),
    { openTo: 'anyone', ...(hosts && { hosts }) },
  )
  return { ...server, seen }
}

/** The server's kubeconfig with other fields of its cluster or user; without its certificate where `user` is given. */
function change({ kubeconfig }: KubeServer, { cluster, user }: { cluster?: Fields; user?: Fields }): string {
  const config = JSON.parse(kubeconfig) as Config
  Object.assign(config.clusters[0]!.cluster, cluster)
  if (user) Object.assign(config.users[0]!, { user })
  return JSON.stringify(config)
}

/** By each of the three; what they say when they are refused. */
async function walk(kubeconfig: string): Promise<void> {
  await using connection = await connectKube(kubeconfig)
  await connection.request({ path: '/api/v1/namespaces' })
  await connection.request({ method: 'POST', path: '/api/v1/namespaces', body: {} })
  const stream = openStream(connection, { path: '/exec', query: [], protocols: ['v5.channel.k8s.io'], signal: AbortSignal.timeout(30_000) })
  await expect(stream).rejects.toThrow('403 no stream')
  await using client = await createClient(kubeconfig)
  await client.core.listNamespace()
}

const print = (status: object): Fields => {
  const program = `console.log(JSON.stringify({ kind: 'ExecCredential', status: ${JSON.stringify(status)} }))`
  return { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: ['-e', program], interactiveMode: 'Never' }
}

test('a certificate, a token, a program that gives either: each is who asks', async () => {
  await using server = await startNotingServer()
  const { certificate: clientCertificateData, key: clientKeyData } = createCertificate('jane')
  for (const [user, expected] of [
    [undefined, { token: undefined, certificate: 'admin' }],
    [{ token: 'secret' }, { token: 'secret', certificate: undefined }],
    [{ exec: print({ token: 'from-program' }) }, { token: 'from-program', certificate: undefined }],
    [{ exec: print({ clientCertificateData, clientKeyData }) }, { token: undefined, certificate: 'jane' }],
    // As with kubectl.
    [
      { token: 'secret', exec: print({ token: 'from-program' }) },
      { token: 'secret', certificate: undefined },
    ],
  ] as const) {
    server.seen.length = 0
    await walk(change(server, user ? { user } : {}))
    expect(server.seen).toEqual([expected, expected, expected])
  }
})

test('a token in a file is read again when a minute is over, or when it was refused', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-ways-in-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const tokenFile = join(folder, 'token')
  let refused: string | undefined
  await using server = await startNotingServer({ refuses: () => refused })
  const kubeconfig = change(server, { user: { tokenFile } })
  await expect(connectKube(kubeconfig)).rejects.toThrow('KIND_CONFIG_INVALID: the kubeconfig cannot be used: tokenFile: ENOENT')
  await writeFile(tokenFile, 'one\n')
  await using connection = await connectKube(kubeconfig)
  await using client = await createClient(kubeconfig)
  const askBoth = async (): Promise<(string | undefined)[]> => {
    server.seen.length = 0
    await connection.request({ path: '/api' })
    await client.core.listNamespace()
    return server.seen.map(({ token }) => token)
  }
  expect(await askBoth()).toEqual(['one', 'one'])
  await writeFile(tokenFile, 'two')
  expect(await askBoth()).toEqual(['one', 'one'])
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 })
  onTestFinished(() => void vi.useRealTimers())
  expect(await askBoth()).toEqual(['two', 'two'])
  await writeFile(tokenFile, 'three')
  refused = 'two'
  await connection.request({ path: '/api' })
  expect(server.seen.slice(2).map(({ token }) => token)).toEqual(['two', 'three'])
})

test('a program whose credential is refused is asked once more, and what is refused then is told', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-ways-in-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const starts = join(folder, 'starts')
  await writeFile(starts, '')
  const program = `require('node:fs').appendFileSync(${JSON.stringify(starts)}, '.')
    console.log(JSON.stringify({ kind: 'ExecCredential', status: { token: String(require('node:fs').statSync(${JSON.stringify(starts)}).size) } }))`
  let refused: string | undefined
  await using server = await startNotingServer({ refuses: () => refused })
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: ['-e', program] }
  await using connection = await connectKube(change(server, { user: { exec } }))
  await connection.request({ path: '/api' })
  refused = '1'
  await connection.request({ path: '/api' })
  expect(server.seen.map(({ token }) => token)).toEqual(['1', '1', '2'])
  await using stubborn = await connectKube(change(server, { user: { exec: print({ token: 'always' }) } }))
  refused = 'always'
  await expect(stubborn.request({ path: '/api' })).rejects.toThrow('GET /api: 401 Unauthorized')
  expect(await readFile(starts, 'utf8')).toBe('..')
})

test.for([
  ['HTTP', startProxy, {}],
  ['HTTP, by name and password', startProxy, { knows: 'jane:secret' }],
  ['SOCKS5', startSocksProxy, {}],
] as const)('by a proxy that speaks %s', async ([, start, rules]) => {
  await using server = await startNotingServer()
  await using proxy = await start(rules)
  const place = new URL((JSON.parse(server.kubeconfig) as Config).clusters[0]!.cluster['server'] as string).host
  await walk(change(server, { cluster: { 'proxy-url': proxy.url } }))
  expect(server.requests).toHaveLength(4)
  expect(new Set(proxy.asked)).toEqual(new Set([place]))
  // A kept one, one for what makes objects, one for the stream, one of the typed client.
  expect(proxy.asked).toHaveLength(4)
  expect(server.connections().opened).toBe(4)
})

test.for([
  ['HTTP', startProxy],
  ['SOCKS5', startSocksProxy],
] as const)('a name that only the proxy knows is checked in the certificate of the server: %s', async ([, start]) => {
  await using server = await startNotingServer({ hosts: ['api.cluster.invalid'] })
  const [, port] = new URL((JSON.parse(server.kubeconfig) as Config).clusters[0]!.cluster['server'] as string).host.split(':')
  await using proxy = await start({ leadsTo: `127.0.0.1:${port}` })
  const cluster = { 'proxy-url': proxy.url, server: `https://api.cluster.invalid:${port}` }
  await walk(change(server, { cluster }))
  expect(new Set(proxy.asked)).toEqual(new Set([`api.cluster.invalid:${port}`]))
  const asOther = change(server, { cluster: { ...cluster, server: `https://other.invalid:${port}` } })
  await using connection = await connectKube(asOther)
  await expect(connection.request({ path: '/api' })).rejects.toMatchObject({ reason: 'ERR_TLS_CERT_ALTNAME_INVALID' })
})

test('by a proxy, in the name of somebody in two groups', async () => {
  const said: (string | undefined)[] = []
  await using server = await startKubeServer(({ rawHeaders }, response) => {
    const lines = rawHeaders.filter((_value, index) => rawHeaders[index - 1]?.toLowerCase() === 'impersonate-group')
    said.push(lines.join(' and '))
    sendJson(response, list)
  })
  await using proxy = await startProxy()
  const config = JSON.parse(change(server, { cluster: { 'proxy-url': proxy.url } })) as Config
  Object.assign(config.users[0]!.user, { as: 'jane', 'as-groups': ['developers', 'testers'] })
  await using connection = await connectKube(JSON.stringify(config))
  await connection.request({ path: '/api' })
  await using client = await createClient(JSON.stringify(config))
  await client.core.listNamespace()
  expect(said).toEqual(['developers and testers', 'developers and testers'])
})

test('a proxy that refuses, that wants to know who asks, and one that is not there', async () => {
  await using server = await startNotingServer()
  await using closed = await startProxy({ refusesWith: 403 })
  await using guarded = await startProxy({ knows: 'jane:secret' })
  const gone = await startProxy()
  await gone[Symbol.asyncDispose]()
  for (const [url, expected] of [
    [closed.url, 'GET /api: Bad response: 403'],
    [guarded.url.replace('secret', 'other'), 'GET /api: Bad response: 407'],
    [gone.url, 'GET /api: connect ECONNREFUSED'],
  ] as const) {
    await using connection = await connectKube(change(server, { cluster: { 'proxy-url': url } }))
    await expect(connection.request({ path: '/api' })).rejects.toThrow(expected)
  }
  expect(server.requests).toEqual([])
  await expect(connectKube(change(server, { cluster: { 'proxy-url': 'ftp://jane:secret@proxy' } }))).rejects.toThrow(
    /"proxy-url" is not the address of a proxy: it begins with http:\/\/, https:\/\/ or socks5:\/\/$/,
  )
})

test('a silent proxy is waited for no longer than a request may take, and closing ends it', async () => {
  await using server = await startNotingServer()
  await using proxy = await startProxy({ isSilent: true })
  await using connection = await connectKube(change(server, { cluster: { 'proxy-url': proxy.url } }))
  await expect(connection.request({ path: '/api', timeoutMs: 50 })).rejects.toThrow('GET /api: ')
  await expect(connection.request({ path: '/api', signal: AbortSignal.timeout(50) })).rejects.toThrow('GET /api: ')
})

test('the certificate of the server is checked for its own name, for another that is named, or not at all', async () => {
  await using server = await startNotingServer({ hosts: ['api.cluster.invalid'] })
  await using plain = await connectKube(server.kubeconfig)
  await expect(plain.request({ path: '/api' })).rejects.toMatchObject({ reason: 'ERR_TLS_CERT_ALTNAME_INVALID' })
  await walk(change(server, { cluster: { 'tls-server-name': 'api.cluster.invalid' } }))
  await using strange = await connectKube(change(server, { cluster: { 'certificate-authority-data': undefined } }))
  await expect(strange.request({ path: '/api' })).rejects.toMatchObject({ reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
  await walk(change(server, { cluster: { 'certificate-authority-data': undefined, 'insecure-skip-tls-verify': true } }))
})
