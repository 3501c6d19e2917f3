// The address of an API server and the proxies that the environment names → the one by which kubectl would go there, if any. By the rules of
// Go's golang.org/x/net/http/httpproxy, which are kubectl's. Pure.
import { BlockList, isIP } from 'node:net'

/** `HTTPS_PROXY` and `NO_PROXY`. */
export interface Proxies {
  readonly https: string | undefined
  readonly no: string | undefined
}

/** Undefined: straight. What has no scheme is taken for `http://`. */
export function findProxy(server: string, { https, no }: Proxies): string | undefined {
  if (!https || !URL.canParse(server)) return undefined
  const { hostname, port } = new URL(server)
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  if (isOfThisMachine(host)) return undefined
  const exceptions = (no ?? '').split(',').map((one) => one.trim().toLowerCase())
  if (exceptions.some((one) => one !== '' && matches(one, host, port || '443'))) return undefined
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(https) ? https : `http://${https}`
}

function isOfThisMachine(host: string): boolean {
  return host === 'localhost' || (isIP(host) !== 0 && contains('127.0.0.0/8', host)) || host === '::1'
}

/** `*`, an address or a range of them, or a name with all below it; `.name` and `*.name` are what is below only; each may have a port. */
function matches(exception: string, host: string, port: string): boolean {
  if (exception === '*') return true
  if (exception.includes('/')) return contains(exception, host)
  const [, bracketed, plain, wanted] = /^(?:\[(.+)\]|([^:]+|.*:.*:.*?))(?::(\d+))?$/.exec(exception) ?? []
  if (wanted !== undefined && wanted !== port) return false
  const name = bracketed ?? plain ?? exception
  if (isIP(name) !== 0) return isIP(host) !== 0 && contains(`${name}/${isIP(name) === 4 ? 32 : 128}`, host)
  const below = name.replace(/^\*/, '')
  return below.startsWith('.') ? host.endsWith(below) : host === below || host.endsWith(`.${below}`)
}

function contains(range: string, host: string): boolean {
  const [address = '', prefix = ''] = range.split('/')
  const family = isIP(address)
  const bits = Number(prefix)
  if (family === 0 || isIP(host) !== family || !/^\d+$/.test(prefix) || bits > (family === 4 ? 32 : 128)) return false
  const list = new BlockList()
  const type = family === 4 ? 'ipv4' : 'ipv6'
  list.addSubnet(address, bits, type)
  return list.check(host, type)
}
