import { once } from 'node:events'
import { type RequestListener, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Docker from 'dockerode'
import { expect, onTestFinished, test } from 'vitest'
import { sendArchive } from '../../../images/engine/send-archive.ts'
import { packEntries } from '../../../src/docker/tar-entries.ts'

/** Something that speaks HTTP, in the place of an engine. */
async function serve(listener: RequestListener): Promise<Docker> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return new Docker({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
}

test('a file that cannot be read ends the request with the reason', async () => {
  const docker = await serve((request) => request.resume())
  const archive = packEntries([{ path: 'x', file: '/does/not/exist' }])
  const sent = sendArchive(archive, new AbortController().signal, (abortSignal) =>
    docker.getContainer('any').putArchive(archive, { path: '/', abortSignal }),
  )
  await expect(sent).rejects.toThrow(/ENOENT.*\/does\/not\/exist/)
})

test('an abort ends the request with its reason', async () => {
  const docker = await serve((request) => request.resume())
  const archive = packEntries([{ path: 'x', text: 'hello' }])
  const abort = new AbortController()
  const sent = sendArchive(archive, abort.signal, (abortSignal) =>
    docker.getContainer('any').putArchive(archive, { path: '/', abortSignal }),
  )
  abort.abort(new Error('stopped by SIGINT'))
  await expect(sent).rejects.toThrow('stopped by SIGINT')
})

test('the engine’s own refusal comes through', async () => {
  const docker = await serve((request, response) => {
    request.resume()
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"message": "no such container"}')
  })
  const archive = packEntries([{ path: 'x', text: 'hello' }])
  const sent = sendArchive(archive, new AbortController().signal, (abortSignal) =>
    docker.getContainer('any').putArchive(archive, { path: '/', abortSignal }),
  )
  await expect(sent).rejects.toThrow('no such container')
})
