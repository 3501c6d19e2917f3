// An engine that says what a capture says: a real HTTP server on a unix socket, for replies a healthy engine does not give on demand.
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** `METHOD /path`, without query → the answers, given in turn; the last one stays. */
export type Replies = Readonly<Record<string, readonly Reply[]>>
export type Reply = { readonly status?: number; readonly body?: unknown } | ((request: IncomingMessage, response: ServerResponse) => void)

export interface FakeEngine extends AsyncDisposable {
  /** For DOCKER_HOST. */
  readonly address: string
  readonly socketPath: string
  /** What was asked, `METHOD /path?query`, in order. */
  readonly asked: string[]
}

export async function startFakeEngine(replies: Replies): Promise<FakeEngine> {
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
    const reply = replies[key]?.[turn] ?? replies[key]?.at(-1) ?? (path === '/_ping' ? { body: 'OK' } : { status: 404, body: { message: `no capture for ${key}` } })
    if (typeof reply === 'function') return reply(request, response)
    const { status = 200, body = '' } = reply
    response.writeHead(status, { 'content-type': 'application/json' }).end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  server.listen(socketPath)
  await once(server, 'listening')
  return {
    address: `unix://${socketPath}`,
    socketPath,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
