// A proxy of a test's own on loopback: HTTP CONNECT (RFC 9110) or SOCKS5 (RFC 1928). It notes where it was asked to lead.
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

export interface Proxy extends AsyncDisposable {
  readonly url: string
  /** `127.0.0.1:6443`, in order of arrival. */
  readonly asked: string[]
}

export interface ProxyRules {
  /** Status with which each request is refused. */
  readonly refusesWith?: number
  /** `name:password` without which it answers 407. */
  readonly knows?: string
  /** Leads to another place, as one does that alone knows the name. */
  readonly leadsTo?: string
  /** Accepts, and never says anything. */
  readonly isSilent?: boolean
}

export async function startProxy(rules: ProxyRules = {}): Promise<Proxy> {
  const asked: string[] = []
  const server = createHttpServer()
  server.on('connect', ({ url = '', headers }, socket: Socket, head: Buffer) => {
    asked.push(url)
    const expected = rules.knows && `Basic ${Buffer.from(rules.knows).toString('base64')}`
    const refusal = expected !== undefined && headers['proxy-authorization'] !== expected ? 407 : rules.refusesWith
    if (rules.isSilent) return
    if (refusal !== undefined) return void socket.end(`HTTP/1.1 ${refusal} No\r\n\r\n`)
    lead(socket, rules.leadsTo ?? url, (onward) => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      onward.write(head)
    })
  })
  return listen(server, asked, `http://${rules.knows === undefined ? '' : `${rules.knows}@`}`)
}

export async function startSocksProxy({ leadsTo }: ProxyRules = {}): Promise<Proxy> {
  const asked: string[] = []
  const server = createServer((socket) => {
    // No authentication; then one request, each in a piece.
    socket.once('data', () => {
      socket.write(Buffer.of(5, 0))
      socket.once('data', (request: Buffer) => {
        const place = readPlace(request)
        asked.push(place)
        lead(socket, leadsTo ?? place, () => void socket.write(Buffer.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0)))
      })
    })
  })
  return listen(server, asked, 'socks5://')
}

/** The place of a SOCKS5 request, by IPv4 address or by name. */
function readPlace(request: Buffer): string {
  const isName = request[3] === 3
  const host = isName ? request.subarray(5, 5 + request[4]!).toString() : [...request.subarray(4, 8)].join('.')
  return `${host}:${request.readUInt16BE(request.length - 2)}`
}

function lead(socket: Socket, place: string, onOpen: (onward: Socket) => void): void {
  const { hostname, port } = new URL(`tcp://${place}`)
  const onward = connect(Number(port), hostname)
  onward.once('connect', () => {
    onOpen(onward)
    socket.pipe(onward).pipe(socket)
  })
  for (const [one, other] of [
    [socket, onward],
    [onward, socket],
  ] as const)
    one.on('error', () => other.destroy()).on('close', () => other.destroy())
}

async function listen(server: Server, asked: string[], scheme: string): Promise<Proxy> {
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    open.add(socket.on('close', () => open.delete(socket)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `${scheme}127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
