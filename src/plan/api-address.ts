// Where the API is published, and by which address the programs of this machine reach it. The engine may be on another host: a
// container beside this one (docker-in-docker), a virtual machine, a server.
import { isIP, isIPv6 } from 'node:net'
import { familyDefaults } from '../config/defaults.ts'
import type { ClusterSpec } from '../config/spec.ts'

/** `tcp://docker:2375` → `docker`, without brackets; a socket's is this one, and so is that behind ssh, which brings its loopback here. */
export function hostOfEngine(address: string): string {
  const [, scheme = '', rest = ''] = /^(?:(\w+):\/\/)?(.*)$/s.exec(address)!
  if (scheme === 'unix' || scheme === 'npipe' || scheme === 'ssh') return '127.0.0.1'
  const [, host = ''] = /^(?:[^@/]*@)?(\[[^\]]*\]|[^:/]*)/.exec(rest)!
  return normalizeHost(host)
}

/** As it stands in a certificate and is compared: without the brackets of an address in a URL, the case and the dot of a full name. */
export function normalizeHost(host: string): string {
  return host
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase()
}

/** Whether what the engine publishes on its own loopback is reached from here. `engineHost` is a name or an address, without brackets. */
export function isOwnHost(engineHost: string): boolean {
  return ['127.0.0.1', '::1', 'localhost'].includes(engineHost)
}

/** Address of the engine's host on which the API is published: the one asked for, else loopback, else all of another host's. */
export function chooseApiServerAddress({ apiServerAddress, ipFamily }: ClusterSpec['networking'], engineHost: string): string {
  if (apiServerAddress !== null) return apiServerAddress
  if (isOwnHost(engineHost)) return familyDefaults[ipFamily].apiServerAddress
  return ipFamily === 'ipv6' || isIPv6(engineHost) ? '::' : '0.0.0.0'
}

/** What is published on `address` of the engine's host, as it is reached from here: an address, or the name of that host. */
export function reachableHost(address: string, engineHost: string): string {
  const isLoopback = isLoopbackAddress(address)
  const isAny = address === '0.0.0.0' || address === '::' || address === ''
  if (!isAny && !isLoopback) return address
  if (!isOwnHost(engineHost)) return engineHost
  if (isLoopback) return address
  return address === '::' ? '::1' : '127.0.0.1'
}

/** Names and addresses for which the API server's certificate is good, beside those kubeadm adds. */
export function listCertificateNames({ ipFamily }: ClusterSpec['networking'], apiServerAddress: string, engineHost: string): string[] {
  return [
    ...new Set([
      'localhost',
      ipFamily === 'ipv6' ? '::1' : '127.0.0.1',
      apiServerAddress,
      reachableHost(apiServerAddress, engineHost),
      engineHost,
    ]),
  ]
}

/** What can be told of options and the engine's host before anything is started. */
export function findApiAddressProblems({ apiServerAddress }: ClusterSpec['networking'], engineHost: string): string[] {
  if (isOwnHost(engineHost)) return []
  const problems: string[] = []
  if (apiServerAddress !== null && isLoopbackAddress(apiServerAddress))
    problems.push(
      `networking.apiServerAddress  "${apiServerAddress}" leads nowhere from here: the engine is on the host "${engineHost}", whose own address that is; leave it out, or set "${isIPv6(apiServerAddress) ? '::' : '0.0.0.0'}" or an address of that host`,
    )
  if (isIP(engineHost) === 0 && !isDnsName(engineHost))
    problems.push(
      `DOCKER_HOST  the host "${engineHost}" is no name that the API server's certificate may bear: use another name of it (a-z, 0-9, "-" and "."), or its address`,
    )
  return problems
}

function isLoopbackAddress(address: string): boolean {
  return address.startsWith('127.') || address === '::1'
}

/** As kubeadm asks of names in certificates. */
function isDnsName(name: string): boolean {
  return name.length <= 253 && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/.test(name)
}
