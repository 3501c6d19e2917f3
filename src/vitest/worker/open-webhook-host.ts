// Opens the way from the API server into this process: straight to an address of this machine where the API server reaches one, else through
// a tunnel that the main process keeps; of a cluster that is known by its kubeconfig only, that would have nowhere to end. Worker side, loaded with the first webhook.
import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import type { ClusterHandle } from '../../cluster/handle.ts'
import type { KubeConnection } from '../../kube/connection.ts'
import { canReach } from '../../kube/webhooks/can-reach.ts'
import type { Undo, WebhookHost } from '../../kube/webhooks/host.ts'
import { startWebhookServer, type WebhookServer } from '../../kube/webhooks/webhook-server.ts'
import { createCertificate } from '../../support/certificate.ts'
import type { Deadline } from '../../support/deadline.ts'
import { KindError } from '../../support/errors.ts'
import { findOwnAddresses } from '../../support/own-addresses.ts'
import { currentProcess, renderIdentity } from '../../support/process-identity.ts'
import { connectMainProcess, type MainProcess } from '../request.ts'
import type { TestScope } from './test-scope.ts'
import { wantsTunnel } from './webhook-way.ts'

export interface OpenHost {
  readonly host: WebhookHost
  close(): void
}

export interface HostNeeds {
  readonly scope: TestScope
  readonly cluster: ClusterHandle
  readonly namespace: string
  readonly onError: (error: unknown) => void
}

type Way = Pick<WebhookHost, 'server' | 'host' | 'port'>

// Whether a machine's address is reached is a matter of its firewall, the same for all tests of this process: by API server and address.
const reached = new Map<string, Promise<boolean>>()

// How many there are is not known of a cluster that was there already: a managed one has up to three.
const assumedApiServers = 3

/** Throws KIND_SETUP_MISSING when there is no main process to ask, KIND_NOT_POSSIBLE where no way leads here. */
export async function openWebhookHost({ scope, cluster, namespace, onError }: HostNeeds, { signal }: Deadline): Promise<OpenHost> {
  const tunnelOnly = wantsTunnel()
  const connection = await scope.connect()
  const main = await connectMain()
  const controlPlanes = cluster.nodes.filter(({ role }) => role === 'control-plane')
  const addresses = controlPlanes.map(({ address }) => address)
  const own = findOwnAddresses(addresses)
  const certificate = createCertificate({
    commonName: namespace,
    hosts: [...addresses, ...own, `*.${namespace}.svc`],
  })
  const caBundle = Buffer.from(certificate.certificate).toString('base64')
  const owner = renderIdentity(currentProcess())
  const listen = async (address: string): Promise<WebhookServer> =>
    startWebhookServer({ address, certificate, clientAuthority: await readFrontProxyAuthority(connection, signal) })
  const { server, host, port } = await openWay().catch((error: unknown) => {
    main.close()
    throw error
  })

  async function openWay(): Promise<Way> {
    const tried = tunnelOnly ? [] : own
    const straight = await Promise.all(tried.map(openStraight))
    const [way, ...others] = straight.filter((one) => one !== undefined)
    for (const { server: unused } of others) unused.close()
    if (way) return way
    if (controlPlanes.length === 0) throw noWay(cluster.name, tried)
    return openTunnel()
  }

  async function openStraight(address: string): Promise<Way | undefined> {
    const straight = await listen(address).catch(() => undefined)
    if (!straight) return undefined
    const key = `${connection.server} ${address}`
    const reaches = reached.get(key) ?? canReach(connection, { server: straight, address, namespace, caBundle, owner }, signal)
    reached.set(key, reaches)
    // A test whose time was up has not found out.
    if (await reaches.catch((error: unknown) => (reached.delete(key), Promise.reject(error))))
      return { server: straight, host: address, port: straight.port }
    straight.close()
    return undefined
  }

  async function openTunnel(): Promise<Way> {
    const behind = await listen('127.0.0.1')
    try {
      return { server: behind, ...(await main.call('openTunnel', { cluster: cluster.name, port: behind.port })) }
    } catch (error) {
      behind.close()
      throw error
    }
  }

  const undos: Undo[] = []
  const noteUndos = (): Promise<void> => main.call('undoAtEnd', { kubeconfig: connection.kubeconfig, undos: undos.toReversed() })
  return {
    host: {
      connection,
      namespace,
      server,
      host,
      port,
      caBundle,
      secretPath: `/${randomBytes(16).toString('hex')}`,
      owner,
      apiServers: controlPlanes.length || assumedApiServers,
      onError,
      async guard(undo) {
        undos.push(undo)
        await noteUndos()
        return () => {
          undos.splice(undos.indexOf(undo), 1)
          return noteUndos()
        }
      },
    },
    close() {
      server.close()
      main.close()
    },
  }
}

async function connectMain(): Promise<MainProcess> {
  const broker = inject('vitest-kind:run')?.broker
  if (broker) return connectMainProcess(broker)
  throw new KindError('KIND_SETUP_MISSING', { what: "webhooks need Vitest's main process, and its set-up did not come that far" })
}

function noWay(cluster: string, tried: readonly string[]): KindError {
  return new KindError('KIND_NOT_POSSIBLE', {
    what: `webhook: the API server of ${cluster} does not get into this process, and its nodes, through which a tunnel could lead, cannot be reached`,
    seen: [tried.length > 0 ? `it does not reach this machine at ${tried.join(', ')}` : 'this machine has no address to try'],
    do: 'run this test where the API server can call it: in its network, or in a pod of it; or skip it on such a cluster: test.skipIf(…)',
  })
}

/** By whose certificates the API server makes itself known to an aggregated API. */
async function readFrontProxyAuthority(connection: KubeConnection, signal: AbortSignal): Promise<string | undefined> {
  const { data } = await connection.request<{ data?: Record<string, string> }>({
    path: '/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication',
    signal,
  })
  return data?.['requestheader-client-ca-file']
}
