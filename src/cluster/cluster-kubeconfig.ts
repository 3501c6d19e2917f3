// The members of a cluster → the administrator's kubeconfig as the host may use it, or as containers on the network may.
import type { Engine } from '../docker/connect.ts'
import { renameKubeconfig } from '../kube/kubeconfig/kubeconfig.ts'
import type { Cluster } from './cluster.ts'
import { isOwnHost, normalizeHost, reachableHost } from '../plan/api-address.ts'
import { nodePaths } from '../plan/node-paths.ts'
import { DockerError } from '../support/errors.ts'

type Members = Pick<Cluster, 'name' | 'nodes' | 'loadBalancer'> & { readonly readAdminConfig: () => Promise<string | undefined> }

/**
 * Kubeconfig text with everything named `kind-<cluster>`. Its server is the published port of the control plane, or of the load
 * balancer in front of several; with `internal` its name on the Docker network. Throws KIND_CLUSTER_UNKNOWN when there is no such control plane.
 */
export async function readClusterKubeconfig(
  engine: Engine,
  { name: cluster, nodes, loadBalancer, readAdminConfig }: Members,
  { internal = false }: { readonly internal?: boolean } = {},
): Promise<string> {
  const node = nodes.find((one) => one.role === 'control-plane')
  if (!node)
    throw new DockerError('KIND_CLUSTER_UNKNOWN', {
      what: `cluster "${cluster}" has no control plane any more`,
      do: 'npx vitest-kind get nodes',
    })
  const entrance = loadBalancer ?? node
  const [server, admin] = [internal ? undefined : await findServer(engine, entrance.apiPort), await readAdminConfig()]
  if (admin === undefined || (server === undefined && !internal)) {
    throw new DockerError('KIND_CLUSTER_UNKNOWN', {
      what: `cluster "${cluster}" has no API server to reach`,
      seen: [
        admin === undefined
          ? `no file ${nodePaths.adminConfig} on ${node.name}`
          : `port 6443 of ${entrance.name} is not published: is it running?`,
      ],
      do: `docker start ${entrance.name}`,
    })
  }
  return renameKubeconfig(admin, `kind-${cluster}`, internal ? undefined : server)
}

async function findServer(
  engine: Engine,
  port: { readonly hostAddress: string; readonly hostPort: number } | undefined,
): Promise<string | undefined> {
  if (!port) return undefined
  const host = reachableHost(port.hostAddress, normalizeHost(engine.host))
  // What is published on the loopback of a machine behind ssh, ssh leads to.
  if (engine.forward && isOwnHost(host)) return `https://127.0.0.1:${await engine.forward.open(port.hostPort)}`
  return `https://${host.includes(':') ? `[${host}]` : host}:${port.hostPort}`
}
