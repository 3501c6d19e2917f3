// Several control planes → the container in front of them: one address for the API, whichever of them lives.
import type { ClusterSpec } from '../config/spec.ts'
import type { NodeFile } from './node-file.ts'
import { restartPolicy } from './restart-policy.ts'

/** The load balancer: a container of the cluster, but no node of it. */
export interface LoadBalancerPlan {
  readonly name: string
  readonly container: LoadBalancerContainer
  /** To be put into the container before it starts. */
  readonly files: readonly NodeFile[]
}

/** The part of the engine's create-container body that it uses. */
export interface LoadBalancerContainer {
  readonly name: string
  readonly Image: string
  readonly Hostname: string
  readonly User: string
  readonly Entrypoint: string[]
  readonly Cmd: string[]
  readonly StopSignal: string
  readonly Labels: Record<string, string>
  readonly ExposedPorts: Record<string, object>
  readonly HostConfig: object
  readonly NetworkingConfig: object
}

/** A server behind it. Without a fixed address it is looked up by its name, again and again. */
export interface Backend {
  readonly name: string
  readonly address: string | undefined
}

export function needsLoadBalancer(spec: ClusterSpec): boolean {
  return spec.nodes.filter((node) => node.role === 'control-plane').length > 1
}

/** Has haproxy in it, which stock node images have not. Of kind 0.20 to 0.31, and the smallest that is published. */
export const stockLoadBalancerImage = 'kindest/haproxy:v20230606-42a2262b'

const configPath = '/kind/load-balancer.cfg'

export function planLoadBalancer(input: {
  readonly name: string
  readonly spec: ClusterSpec
  /** An image with `haproxy` on its PATH: a node image of ours, or kind's for this purpose. */
  readonly image: string
  /** Where the API is published. */
  readonly apiServerAddress: string
  readonly network: string
  readonly labels: Record<string, string>
  /** What the network gives it: fixed addresses, or nothing. */
  readonly endpoint: object
  readonly backends: readonly Backend[]
}): LoadBalancerPlan {
  const { name, spec, image, apiServerAddress, network, labels, endpoint, backends } = input
  const { apiServerPort } = spec.networking
  return {
    name,
    container: {
      name,
      Image: image,
      Hostname: name,
      // It listens above 1024 and writes nothing: nobody's rights are enough.
      User: '65534:65534',
      Entrypoint: ['haproxy'],
      Cmd: ['-db', '-f', configPath],
      // It has nothing to put in order. And killed, it ends with an exit code that the restart policy heeds: see there.
      StopSignal: 'SIGKILL',
      Labels: labels,
      ExposedPorts: { '6443/tcp': {} },
      HostConfig: {
        Init: false,
        NetworkMode: network,
        RestartPolicy: restartPolicy,
        PortBindings: { '6443/tcp': [{ HostIp: apiServerAddress, HostPort: apiServerPort > 0 ? String(apiServerPort) : '' }] },
      },
      NetworkingConfig: { EndpointsConfig: { [network]: endpoint } },
    },
    files: [{ path: configPath, content: renderHaproxyConfig(spec.networking.ipFamily, backends) }],
  }
}

/** Passes TLS on as it is, so that certificates and identities stay between client and API server. */
function renderHaproxyConfig(family: ClusterSpec['networking']['ipFamily'], backends: readonly Backend[]): string {
  const byName = backends.some(({ address }) => address === undefined)
  const lookUp = ` resolvers engine init-addr none resolve-prefer ${family === 'ipv6' ? 'ipv6' : 'ipv4'}`
  return `global
  maxconn 4000

${byName ? 'resolvers engine\n  nameserver dns 127.0.0.11:53\n  hold valid 1s\n\n' : ''}defaults
  mode tcp
  # Another server is tried after one that does not answer; a dead container is silent, its address may be gone.
  timeout connect 1s
  retries 3
  option redispatch 1
  # A watch may be silent for long; who is gone is found out by keep-alives.
  timeout client 24h
  timeout server 24h
  option clitcpka
  option srvtcpka
  timeout check 5s

frontend api
  bind *:6443
${family === 'ipv4' ? '' : '  bind :::6443 v6only\n'}  default_backend control-planes

backend control-planes
  balance leastconn
  # Ready, not only alive: one that starts, stops or has lost etcd gets no new connections.
  option httpchk GET /readyz
  http-check expect status 200
  # Clients of one that is down learn it at once, instead of waiting for answers.
  default-server check check-ssl verify none inter 2s fastinter 500ms downinter 500ms rise 1 fall 2 on-marked-down shutdown-sessions
${backends.map(({ name, address }) => `  server ${name} ${bracket(address ?? name)}:6443${address === undefined ? lookUp : ''}`).join('\n')}
`
}

function bracket(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
