// Main process: answers test files. Owns the socket, not what is asked for; never keeps the process alive.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { errorToData } from '../../support/errors.ts'
import { type BrokerAddress, type BrokerAnswer, type BrokerRequest, type CallName, type Calls, readLines } from '../request.ts'

export interface Broker {
  readonly address: BrokerAddress
  /** Stops listening and drops those who still wait. */
  close(): void
}

/** One connection of a test file's. */
export interface BrokerSession {
  /** Called when it ends: its test file closes it, or its process has died. The last one noted is called first. */
  onEnd(undo: () => void | Promise<void>): void
}

/** Carries out a call. What it throws goes to the asker as data. */
export type Handler<Name extends CallName> = (input: Calls[Name]['input'], session: BrokerSession) => Promise<Calls[Name]['output']>

export type Handlers = { readonly [Name in CallName]: Handler<Name> }

/** Listens on loopback. */
export async function startBroker(handlers: Partial<Handlers>): Promise<Broker> {
  const token = randomBytes(16).toString('hex')
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    // A worker that ends while it waits is no news: its cluster may have other users, and is removed at the end.
    socket.on('error', () => socket.destroy())
    void serve(socket, token, handlers)
  })
  server.listen(0, '127.0.0.1').unref()
  await once(server, 'listening')
  return {
    address: { port: (server.address() as AddressInfo).port, token },
    close() {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}

async function serve(socket: Socket, token: string, handlers: Partial<Handlers>): Promise<void> {
  const undo: (() => void | Promise<void>)[] = []
  let isOver = false
  const session: BrokerSession = {
    onEnd(one) {
      // The asker may have gone while its call was carried out.
      if (isOver) void one()
      else undo.unshift(one)
    },
  }
  try {
    for await (const line of readLines(socket)) {
      const request = JSON.parse(line) as BrokerRequest
      if (request.token !== token) break
      void answer(request, session, handlers).then((told) => socket.writable && socket.write(`${JSON.stringify(told)}\n`))
    }
  } catch {
    // Not a request of ours, or the asker is gone: there is nobody to tell.
  }
  isOver = true
  socket.destroy()
  for (const one of undo) await one()
}

async function answer({ id, name, input }: BrokerRequest, session: BrokerSession, handlers: Partial<Handlers>): Promise<BrokerAnswer> {
  try {
    const handler = handlers[name] as ((input: unknown, session: BrokerSession) => Promise<unknown>) | undefined
    if (!handler) throw new Error(`Vitest's main process knows no call ${name}`)
    return { id, output: await handler(input, session) }
  } catch (error) {
    return { id, error: errorToData(error) }
  }
}
