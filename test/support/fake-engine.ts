// An engine that says what a capture says: a real HTTP server on a unix socket, for replies a healthy engine does not give on demand.
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectEngine, type ConnectOptions, type Engine } from '../../src/docker/connect.ts'

/** `METHOD /path`, without query → the answers, given in turn; the last one stays. */
export type Replies = Readonly<Record<string, readonly Reply[]>>
export type Reply = { readonly status?: number; readonly body?: unknown } | ((request: IncomingMessage, response: ServerResponse) => void)

export interface FakeEngine extends AsyncDisposable {
  /** For DOCKER_HOST. */
  readonly address: string
  readonly socketPath: string
  /** What was asked, `METHOD /path?query`, in order. */
  readonly asked: string[]
  /** @param signal what ends the engine's work; one that never fires without it. */
  connect(signal?: AbortSignal, options?: ConnectOptions): Promise<Engine>
}

/** It takes the request, and says nothing. */
export const silence: Reply = () => undefined

/** @param silent whether what has no reply is taken and never answered, all but the ping; else it is a 404. */
export async function startFakeEngine(replies: Replies, { silent = false }: { readonly silent?: boolean } = {}): Promise<FakeEngine> {
  const directory = await mkdtemp(join(tmpdir(), 'fake-engine-'))
  const socketPath = join(directory, 'docker.sock')
  const asked: string[] = []
  const turns = new Map<string, number>()
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0]
    const key = `${request.method} ${path}`
    asked.push(`${request.method} ${request.url}`)
    const turn = turns.get(key) ?? 0
    turns.set(key, turn + 1)
    const reply =
      replies[key]?.[turn] ??
      replies[key]?.at(-1) ??
      (path === '/_ping' ? { body: 'OK' } : silent ? silence : { status: 404, body: { message: `no capture for ${key}` } })
    if (typeof reply === 'function') return reply(request, response)
    const { status = 200, body = '' } = reply
    response.writeHead(status, { 'content-type': 'application/json' }).end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  server.listen(socketPath)
  await once(server, 'listening')
  const address = `unix://${socketPath}`
  return {
    address,
    socketPath,
    asked,
    connect: (signal = new AbortController().signal, options = {}) => connectEngine({ DOCKER_HOST: address }, signal, options),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
