import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from 'vitest'
import { connectEngine } from '../../../src/docker/connect.ts'
import { startFakeEngine } from '../../support/fake-engine.ts'
import { createCertificate } from '../../support/kube-certificate.ts'
import { runScript } from '../../support/run-script.ts'

const test = base
  .extend('directory', async ({ task }, { onCleanup }) => {
    const directory = await mkdtemp(join(tmpdir(), `connect-${task.id}-`))
    onCleanup(() => rm(directory, { recursive: true, force: true }))
    return directory
  })
  .extend('listen', ({ onTestFinished }) => async (server: Server, path?: string): Promise<number> => {
    onTestFinished(() => void server.close())
    server.listen(path ?? { port: 0, host: '127.0.0.1' })
    await once(server, 'listening')
    const address = server.address()
    return address !== null && typeof address === 'object' ? address.port : 0
  })

const failure = (environment: Parameters<typeof connectEngine>[0], options?: Parameters<typeof connectEngine>[2]): Promise<string> =>
  connectEngine(environment, new AbortController().signal, options).then(
    () => expect.unreachable(),
    ({ message }: Error) => message.replace(/\d+\.\d s\)/, '<n> s)'),
  )

test('an engine on a socket publishes ports on this host', async () => {
  await using fake = await startFakeEngine({})
  expect(await fake.connect()).toMatchObject({ where: fake.address, host: '127.0.0.1' })
})

test('an engine at an IPv6 address is reached', async ({ onTestFinished }) => {
  const server = createHttpServer((_request, response) => response.end('OK'))
  onTestFinished(() => void server.close())
  server.listen(0, '::1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const engine = await connectEngine({ DOCKER_HOST: `tcp://[::1]:${port}` }, new AbortController().signal)
  expect(engine.host).toBe('::1')
})

test('an engine behind TLS is spoken to with the keys of DOCKER_CERT_PATH', async ({ directory, listen }) => {
  const server = createCertificate('engine')
  const client = createCertificate('client')
  const port = await listen(
    createTlsServer(
      { cert: server.certificate, key: server.key, ca: client.certificate, requestCert: true, rejectUnauthorized: true },
      (_request, response) => response.end('OK'),
    ),
  )
  await writeFile(join(directory, 'ca.pem'), server.certificate)
  await writeFile(join(directory, 'cert.pem'), client.certificate)
  await writeFile(join(directory, 'key.pem'), client.key)
  const environment = { DOCKER_HOST: `tcp://127.0.0.1:${port}`, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: directory }
  const engine = await connectEngine(environment, new AbortController().signal)
  expect(engine).toMatchObject({ where: `tcp://127.0.0.1:${port}`, host: '127.0.0.1' })
  expect(await failure({ DOCKER_HOST: environment.DOCKER_HOST })).toContain('DOCKER_HOST')
})

test('a socket nobody listens on is told', async ({ directory }) => {
  const path = join(directory, 'docker.sock')
  // Killed, so that the file stays: what a crashed engine leaves behind.
  await runScript(
    `import { createServer } from 'node:net'; createServer().listen(process.env.SOCKET, () => process.kill(process.pid, 'SIGKILL'))`,
    { env: { SOCKET: path } },
  ).catch(() => {})
  expect((await failure({ DOCKER_HOST: `unix://${path}` })).replaceAll(directory, '<dir>')).toMatchInlineSnapshot(`
    "KIND_DOCKER_UNREACHABLE: no Docker engine answered (DOCKER_HOST, <n> s)
      seen   <dir>/docker.sock  nobody listens there
      do     start the Docker engine, or set DOCKER_HOST to where it listens"
  `)
})

test('a socket that may not be used is told with its owner and mode', async ({ directory, listen }) => {
  const path = join(directory, 'docker.sock')
  await listen(createServer(), path)
  await chmod(directory, 0o755)
  await chmod(path, 0o000)
  const { stdout } = await runScript(
    `import { connectEngine } from './src/docker/connect.ts'; await connectEngine(process.env, new AbortController().signal).catch((error) => console.log(error.message))`,
    {
      asNobody: true,
      env: { DOCKER_HOST: `unix://${path}` },
    },
  )
  const told = stdout
    .replace(/\d+\.\d s\)/, '<n> s)')
    .replaceAll(directory, '<dir>')
    .replace(/owner \S+,/, 'owner <owner>,')
    .replace(/uid \d+/, 'uid <uid>')
  expect(told).toMatchInlineSnapshot(`
    "KIND_DOCKER_UNREACHABLE: no Docker engine answered (DOCKER_HOST, <n> s)
      seen   <dir>/docker.sock  permission denied: owner <owner>, mode 000, you are uid <uid>
      do     set DOCKER_HOST to a socket you may use
    "
  `)
})

test('an engine that accepts connections and says nothing is told', async ({ directory, listen }) => {
  const path = join(directory, 'docker.sock')
  const sockets: { destroy(): void }[] = []
  await listen(
    createServer((socket) => void sockets.push(socket)),
    path,
  )
  expect((await failure({ DOCKER_HOST: `unix://${path}` }, { answerWithinMs: 50 })).replaceAll(directory, '<dir>')).toMatchInlineSnapshot(`
    "KIND_DOCKER_UNREACHABLE: no Docker engine answered (DOCKER_HOST, <n> s)
      seen   <dir>/docker.sock  accepts connections, but did not answer within 0.05 s
      do     start the Docker engine, or set DOCKER_HOST to where it listens"
  `)
  for (const socket of sockets) socket.destroy()
})

test('something that is no engine is told', async () => {
  await using fake = await startFakeEngine({ 'GET /_ping': [{ status: 503, body: { message: 'warming up' } }] })
  expect((await failure({ DOCKER_HOST: fake.address })).replaceAll(fake.socketPath, '<socket>')).toMatchInlineSnapshot(`
    "KIND_DOCKER_UNREACHABLE: no Docker engine answered (DOCKER_HOST, <n> s)
      seen   <socket>  answers with 503: warming up
      do     start the Docker engine, or set DOCKER_HOST to where it listens"
  `)
})

test('an address that cannot serve is told', async () => {
  expect(`${await failure({ DOCKER_HOST: 'ssh://me:secret@host' })}\n${await failure({ DOCKER_HOST: 'fd://' })}`).toMatchInlineSnapshot(`
    "KIND_DOCKER_UNREACHABLE: no Docker engine answered (DOCKER_HOST, <n> s)
      seen   ssh://me:…@host  it holds a password, which ssh takes from nobody
      do     leave it out, and let ssh log in with a key: ssh-copy-id user@host
    KIND_DOCKER_UNREACHABLE: no Docker engine answered (DOCKER_HOST, <n> s)
      seen   fd://  "fd://" is not an address of an engine: unix, tcp, ssh
      do     start the Docker engine, or set DOCKER_HOST to where it listens"
  `)
})

test('a context that is not there is told', async ({ directory }) => {
  expect((await failure({ DOCKER_CONTEXT: 'remote', DOCKER_CONFIG: directory })).replaceAll(directory, '<dir>')).toMatchInlineSnapshot(`
    "KIND_DOCKER_UNREACHABLE: there is no Docker context "remote", which DOCKER_CONTEXT names
      seen   in <dir>/contexts: none
      do     choose another with \`docker context use\` or DOCKER_CONTEXT, or set DOCKER_HOST"
  `)
})
