import { request } from 'node:https'
import { expect, test } from 'vitest'
import { startWebhookServer } from '../../../../src/kube/webhooks/webhook-server.ts'
import { type Certificate, createCertificate } from '../../../../src/support/certificate.ts'

const own = createCertificate({ commonName: 'webhooks', hosts: ['127.0.0.1', '::1', '*.shop.svc'] })
const caller = createCertificate({ commonName: 'front-proxy-client', hosts: [] })
const stranger = createCertificate({ commonName: 'front-proxy-client', hosts: [] })

test('answers on its paths and those below, and on no others', async () => {
  await using server = await start()
  const end = server.serve('/secret/a', ({ method, url, body }) => new Response(`${method} ${url} ${body}`, { status: 201 }))
  expect(await call(server.port, '/secret/a?x=1', { body: 'hello' })).toEqual({ status: 201, text: 'POST /secret/a?x=1 hello' })
  expect(await call(server.port, '/secret/a/b')).toMatchObject({ status: 201 })
  expect(await call(server.port, '/secret/ab')).toEqual({ status: 404, text: '' })
  expect(await call(server.port, '/')).toEqual({ status: 404, text: '' })
  end()
  expect(await call(server.port, '/secret/a')).toEqual({ status: 404, text: '' })
})

test('is known under each of its names', async () => {
  await using server = await start()
  server.serve('/a', () => new Response('here'))
  for (const servername of ['any.shop.svc', undefined])
    expect(await call(server.port, '/a', servername === undefined ? {} : { servername })).toEqual({ status: 200, text: 'here' })
  await expect(call(server.port, '/a', { servername: 'other.svc' })).rejects.toThrow("does not match certificate's altnames")
})

test('tells whose certificate the caller has, if it is one of the authority’s', async () => {
  await using server = await start()
  server.serve('/a', ({ clientName }) => new Response(String(clientName)))
  expect((await call(server.port, '/a', { certificate: caller })).text).toBe('front-proxy-client')
  expect((await call(server.port, '/a', { certificate: stranger })).text).toBe('undefined')
  expect((await call(server.port, '/a')).text).toBe('undefined')
})

test('hangs up when it is told to, and when answering fails', async () => {
  await using server = await start()
  server.serve('/a', () => 'hang up')
  server.serve('/b', () => Promise.reject(new Error('broken')))
  await expect(call(server.port, '/a')).rejects.toThrow('socket hang up')
  await expect(call(server.port, '/b')).rejects.toThrow('socket hang up')
})

test('closes what is open', async () => {
  const server = await start()
  const called = Promise.withResolvers<void>()
  server.serve('/a', async () => {
    called.resolve()
    return new Promise<never>(() => undefined)
  })
  const waiting = expect(call(server.port, '/a')).rejects.toThrow('socket hang up')
  await called.promise
  server.close()
  await waiting
})

async function start() {
  const server = await startWebhookServer({ address: '127.0.0.1', certificate: own, clientAuthority: caller.certificate })
  return { ...server, [Symbol.asyncDispose]: async () => server.close() }
}

interface Call {
  readonly body?: string
  readonly servername?: string
  readonly certificate?: Certificate
}

function call(port: number, path: string, { body, servername, certificate }: Call = {}): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: '127.0.0.1',
      port,
      path,
      agent: false,
      ca: own.certificate,
      method: body === undefined ? 'GET' : 'POST',
      ...(servername !== undefined && { servername }),
      ...(certificate && { cert: certificate.certificate, key: certificate.key }),
    })
    outgoing.on('error', reject)
    outgoing.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    outgoing.end(body)
  })
}
