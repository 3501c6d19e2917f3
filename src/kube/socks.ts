// A SOCKS5 proxy → sockets through it, for node:https and for undici. Packages that do the same (socks-proxy-agent 10.1.0, client-node 2.0.1) fail of
// a server that is known by its address: no certificate can bear an address as its server name.
import { once } from 'node:events'
import { Agent, type AgentOptions } from 'node:https'
import { isIP, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { callbackify } from 'node:util'
import { SocksClient } from 'socks'

/** Agent of node:https. */
export class SocksAgent extends Agent {
  readonly #proxyUrl: string

  constructor(proxyUrl: string, options: AgentOptions) {
    super(options)
    this.#proxyUrl = proxyUrl
  }

  override createConnection(...[options, done]: Parameters<Agent['createConnection']>): undefined {
    const open = async (): Promise<Duplex> => {
      const socket = await openSocket(this.#proxyUrl, options.host ?? '', Number(options.port))
      return super.createConnection({ ...options, socket } as typeof options)!
    }
    if (done) callbackify(open)(done)
  }
}

/** What undici takes as `connect`. */
export function createSocksConnector(
  proxyUrl: string,
  tls: ConnectionOptions,
): (options: { readonly hostname: string; readonly port: string }, done: (error: Error | null, socket: TLSSocket) => void) => void {
  return ({ hostname, port }, done) => {
    const host = hostname.replace(/^\[|\]$/g, '')
    const open = async (): Promise<TLSSocket> => {
      const plain = await openSocket(proxyUrl, host, Number(port) || 443)
      const socket = connect({ host, ...(isIP(host) === 0 && { servername: host }), ...tls, socket: plain })
      await once(socket, 'secureConnect')
      return socket
    }
    callbackify(open)(done)
  }
}

/** Names are looked up by the proxy, as with client-go. */
async function openSocket(proxyUrl: string, host: string, port: number): Promise<Socket> {
  const { hostname, port: proxyPort, username, password } = new URL(proxyUrl)
  const { socket } = await SocksClient.createConnection({
    proxy: {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(proxyPort) || 1080,
      type: 5,
      ...(username !== '' && { userId: decodeURIComponent(username), password: decodeURIComponent(password) }),
    },
    command: 'connect',
    destination: { host, port },
  })
  return socket
}
