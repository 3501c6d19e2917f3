// Proxies → those that only this machine reaches, told without the password that may be in them. Pure.
import { isIPv4 } from 'node:net'
import type { ProxySettings } from './proxy-env.ts'

/** A sentence for each. A boot comes to its end all the same: nodes have what they start from. */
export function describeLoopbackProxies({ http, https }: ProxySettings): string[] {
  const named = [http, https].flatMap((proxy) => proxy || []).filter((proxy) => isLoopback(hostOf(proxy)))
  return [...new Set(named.map(hideCredentials))].map(
    (proxy) => `the proxy ${proxy} is this machine's own address: in a node it leads to the node itself, and pulls through it fail`,
  )
}

/** `http://you:secret@proxy:3128/` → `http://proxy:3128/` */
export function hideCredentials(proxy: string): string {
  return proxy.replace(/^([\w+.-]+:\/\/)?[^/?#]*@/, '$1')
}

/** An address that means whoever asks. */
export function isLoopback(host: string): boolean {
  return (isIPv4(host) && /^(127|0)\./.test(host)) || ['::1', '::', 'localhost'].includes(host) || host.endsWith('.localhost')
}

/** `proxy:3128` as well as a URL. */
function hostOf(proxy: string): string {
  const rest = hideCredentials(proxy)
    .replace(/^[\w+.-]+:\/\//, '')
    .replace(/[/?#].*$/, '')
  return (/^\[(.*)\]/.exec(rest)?.[1] ?? rest.replace(/:\d*$/, '')).toLowerCase()
}
