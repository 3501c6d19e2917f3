// Main process: answers test files that ask for a cluster. Owns the socket, not the clusters; never keeps the process alive.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import type { ClusterHandle } from '../cluster/handle.ts'
import { errorToData } from '../support/errors.ts'
import { type BrokerAddress, type ClusterAnswer, type BrokerRequest, type ClusterSelector, readLine } from './request.ts'

export interface Broker {
  readonly address: BrokerAddress
  /** Stops listening and drops those who still wait. */
  close(): void
}

/** Listens on loopback. `find` makes or finds the cluster; what it throws goes to the asker as data. */
export async function startBroker(find: (selector: ClusterSelector, source: string) => Promise<ClusterHandle>): Promise<Broker> {
  const token = randomBytes(16).toString('hex')
  const waiting = new Set<Socket>()
  const server = createServer((socket) => {
    waiting.add(socket)
    socket.on('close', () => waiting.delete(socket))
    // A worker that ends while it waits is no news: its cluster may have other users, and is removed at the end.
    socket.on('error', () => socket.destroy())
    void serve(socket, token, find)
  })
  server.listen(0, '127.0.0.1').unref()
  await once(server, 'listening')
  return {
    address: { port: (server.address() as AddressInfo).port, token },
    close() {
      server.close()
      for (const socket of waiting) socket.destroy()
    },
  }
}

async function serve(socket: Socket, token: string, find: (selector: ClusterSelector, source: string) => Promise<ClusterHandle>): Promise<void> {
  try {
    const request = JSON.parse(await readLine(socket)) as BrokerRequest
    if (request.token !== token) return void socket.destroy()
    const answer: ClusterAnswer = await find(request.selector, request.source).then(
      (handle) => ({ handle }),
      (error: unknown) => ({ error: errorToData(error) }),
    )
    socket.end(`${JSON.stringify(answer)}\n`)
  } catch {
    // Not a request of ours, or the asker is gone: there is nobody to tell.
    socket.destroy()
  }
}
