// Where an API server is and what its connections prove → the sockets to it, through a proxy where there is one. Packages that speak with proxies
// are loaded where one is named, and nowhere else.
import { Agent, type AgentOptions } from 'node:https'
import type { KubeAccess } from './kubeconfig/kubeconfig.ts'
import type { Credential } from './kubeconfig/login.ts'

export interface KubeAgents {
  readonly agent: Agent
  readonly agentForPost: Agent
}

export interface AgentsFor {
  /** The same ones for the same certificate. */
  (credential: Credential): KubeAgents
  /** Closes all sockets, those in use too. */
  close(): void
}

export async function openAgents(access: KubeAccess): Promise<AgentsFor> {
  const createAgent = await chooseAgent(access)
  const open = new Map<string | undefined, KubeAgents>()
  const agentsFor = ({ clientCertificate, clientKey }: Credential): KubeAgents => {
    const known = open.get(clientCertificate)
    if (known) return known
    const tls = {
      ca: access.caCertificate,
      cert: clientCertificate,
      key: clientKey,
      rejectUnauthorized: !access.skipTlsVerify,
      ...(access.tlsServerName === undefined ? {} : { servername: access.tlsServerName }),
    }
    const agents = {
      // The most recently used socket first: the others may go idle and be closed by the server.
      agent: createAgent({ ...tls, keepAlive: true, scheduling: 'lifo' }),
      agentForPost: createAgent(tls),
    }
    open.set(clientCertificate, agents)
    return agents
  }
  return Object.assign(agentsFor, {
    close() {
      for (const { agent, agentForPost } of open.values()) {
        agent.destroy()
        agentForPost.destroy()
      }
    },
  })
}

async function chooseAgent({ proxyUrl }: KubeAccess): Promise<(options: AgentOptions) => Agent> {
  if (proxyUrl === undefined) return (options) => new Agent(options)
  if (proxyUrl.startsWith('socks')) {
    const { SocksAgent } = await import('./socks.ts')
    return (options) => new SocksAgent(proxyUrl, options)
  }
  const { HttpsProxyAgent } = await import('hpagent')
  return (options) => new HttpsProxyAgent({ ...options, proxy: proxyUrl })
}
