// The engine at an address of its own over TCP, as an engine of another host is: whatever is sent there goes to the engine's socket.
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { readEnginePlaces } from '../../src/docker/engine-places.ts'
import { createCertificate } from './kube-certificate.ts'

export interface EngineProxy extends AsyncDisposable {
  /** For DOCKER_HOST. */
  readonly address: string
  /** What a caller needs: ca.pem, cert.pem and key.pem; nothing without TLS. */
  readonly keys: Readonly<Record<string, string>>
}

/** `host` is an address of this machine: 127.0.0.2 reaches what is published on all addresses, and nothing that is on 127.0.0.1. */
export async function startEngineProxy(host: string, { tls = false }: { readonly tls?: boolean } = {}): Promise<EngineProxy> {
  const socketPath = await findSocket()
  const open = new Set<Socket>()
  const [own, caller] = [createCertificate('engine', 'vitest-kind', [host]), createCertificate('caller')]
  const lead = (client: Socket): void => {
    const engine = connect({ path: socketPath, allowHalfOpen: true })
    for (const socket of [client, engine]) {
      open.add(socket)
      socket.once('close', () => open.delete(socket)).on('error', () => socket.destroy())
    }
    client.once('close', () => engine.destroy())
    engine.once('close', () => client.destroy())
    client.pipe(engine).pipe(client)
  }
  const server = tls
    ? createTlsServer({ cert: own.certificate, key: own.key, ca: caller.certificate, requestCert: true, allowHalfOpen: true }, lead)
    : createServer({ allowHalfOpen: true }, lead)
  server.listen(0, host)
  await once(server, 'listening')
  return {
    address: `tcp://${host}:${(server.address() as AddressInfo).port}`,
    keys: tls ? { 'ca.pem': own.certificate, 'cert.pem': caller.certificate, 'key.pem': caller.key } : {},
    async [Symbol.asyncDispose]() {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}

async function findSocket(): Promise<string> {
  const places = await readEnginePlaces(process.env)
  const [scheme, path] = places[0]!.address.split('://')
  if (scheme !== 'unix') throw new Error(`${places[0]!.address} is no socket of this machine, which this proxy stands before`)
  return path!
}
