// What keeps one from an engine behind TLS, and what is told of it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { connectEngine } from '../../../src/docker/connect.ts'
import { createCertificate } from '../../support/kube-certificate.ts'

const engine = createCertificate('engine')
const client = createCertificate('client')

async function listen(server: Server, host = '127.0.0.1'): Promise<string> {
  onTestFinished(() => void server.close())
  server.listen(0, host)
  await once(server, 'listening')
  return `tcp://${host}:${(server.address() as AddressInfo).port}`
}

const listenTls = (host?: string): Promise<string> =>
  listen(
    createTlsServer(
      { cert: engine.certificate, key: engine.key, ca: client.certificate, requestCert: true, rejectUnauthorized: true },
      (_request, response) => response.end('OK'),
    ),
    host,
  )

async function makeKeys(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'connect-tls-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return folder
}

const good = { 'ca.pem': engine.certificate, 'cert.pem': client.certificate, 'key.pem': client.key }

async function ask(host: string, files?: Readonly<Record<string, string>>): Promise<string> {
  const folder = files && (await makeKeys(files))
  const environment = { DOCKER_HOST: host, ...(folder !== undefined && { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: folder }) }
  return connectEngine(environment, new AbortController().signal).then(
    () => 'answers',
    ({ message }: Error) =>
      message
        .replace(/\d+\.\d s\)/, '<n> s)')
        .replace(/:\d{4,5}\b/g, ':<port>')
        .replaceAll(folder ?? '<none>', '<keys>'),
  )
}

test('an engine that wants a certificate is asked with that of the folder', async () => {
  expect(await ask(await listenTls(), good)).toBe('answers')
})

test('an engine that is not who signs says, or goes by another name', async () => {
  expect(await ask(await listenTls(), { ...good, 'ca.pem': createCertificate('other').certificate })).toMatchInlineSnapshot(`
    "KIND_DOCKER_UNREACHABLE: no Docker engine answered (DOCKER_HOST, <n> s)
      seen   tcp://127.0.0.1:<port>  its certificate is not signed by <keys>/ca.pem (self-signed certificate)
      do     put the ca.pem of that engine into <keys>"
  `)
  expect(await ask(await listenTls('127.0.0.2'), good)).toMatchInlineSnapshot(`
    "KIND_DOCKER_UNREACHABLE: no Docker engine answered (DOCKER_HOST, <n> s)
      seen   tcp://127.0.0.2:<port>  its certificate is for other names: IP: 127.0.0.2 is not in the cert's list: 127.0.0.1
      do     name the engine as its certificate does, or make that for this name too (subjectAltName)"
  `)
})

test('an engine that wants a certificate, and is shown none', async () => {
  expect(await ask(await listenTls(), { 'ca.pem': engine.certificate })).toMatchInlineSnapshot(`
    "KIND_DOCKER_UNREACHABLE: no Docker engine answered (DOCKER_HOST, <n> s)
      seen   tcp://127.0.0.1:<port>  it wants a client certificate
      do     put cert.pem and key.pem into <keys>"
  `)
})

test('keys that are not there, or are none', async () => {
  expect(await ask('tcp://127.0.0.1:1', {})).toMatchInlineSnapshot(`
    "KIND_DOCKER_UNREACHABLE: no Docker engine answered (DOCKER_HOST, <n> s)
      seen   tcp://127.0.0.1:1  it is to be asked over TLS, and there is no ca.pem, cert.pem or key.pem in <keys>
      do     DOCKER_CERT_PATH, or the Docker context, is to have ca.pem, cert.pem and key.pem"
  `)
  expect(await ask('tcp://127.0.0.1:1', { 'ca.pem': engine.certificate, 'cert.pem': client.certificate })).toMatchInlineSnapshot(`
    "KIND_DOCKER_UNREACHABLE: no Docker engine answered (DOCKER_HOST, <n> s)
      seen   tcp://127.0.0.1:1  there is no key.pem beside cert.pem in <keys>
      do     DOCKER_CERT_PATH, or the Docker context, is to have ca.pem, cert.pem and key.pem"
  `)
  expect(await ask('tcp://127.0.0.1:1', { ...good, 'key.pem': engine.key })).toMatchInlineSnapshot(`
    "KIND_DOCKER_UNREACHABLE: no Docker engine answered (DOCKER_HOST, <n> s)
      seen   tcp://127.0.0.1:1  the keys in <keys> cannot be used: error:05800074:x509 certificate routines::key values mismatch
      do     DOCKER_CERT_PATH, or the Docker context, is to have ca.pem, cert.pem and key.pem"
  `)
})

test('TLS with who speaks none, and none with who does', async () => {
  expect(await ask(await listen(createHttpServer((_request, response) => response.end('OK'))), good)).toMatchInlineSnapshot(`
    "KIND_DOCKER_UNREACHABLE: no Docker engine answered (DOCKER_HOST, <n> s)
      seen   tcp://127.0.0.1:<port>  it does not speak TLS
      do     unset DOCKER_TLS_VERIFY, or name the port where the engine does: 2376 by custom"
  `)
  // As Go's server answers.
  const go = createHttpServer((_request, response) => response.writeHead(400).end('Client sent an HTTP request to an HTTPS server.\n'))
  expect(await ask(await listen(go))).toMatchInlineSnapshot(`
    "KIND_DOCKER_UNREACHABLE: no Docker engine answered (DOCKER_HOST, <n> s)
      seen   tcp://127.0.0.1:<port>  it speaks TLS, and was asked without
      do     set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH to the folder with ca.pem, cert.pem and key.pem"
  `)
})
