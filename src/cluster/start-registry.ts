// A cluster → its registry: found by its labels or started, made known to the nodes, announced. May be done again, by several at once.
import { parse } from 'smol-toml'
import { registryFolder } from '../config/mirrors.ts'
import type { Engine } from '../docker/connect.ts'
import { type ContainerSummary, startContainer } from '../docker/containers.ts'
import { applyManifests } from '../kube/manifests/apply.ts'
import type { KubeConnection } from '../kube/connection.ts'
import { kindLabels } from '../plan/labels.ts'
import {
  findRegistryPort,
  planRegistry,
  planRegistryFiles,
  registryListens,
  type RegistryNames,
  registryNames,
  registryRole,
  renderRegistryConfigMap,
} from '../plan/registry.ts'
import { ConfigError, DockerError } from '../support/errors.ts'
import { requireCluster, type Cluster } from './cluster.ts'
import { startConfigured } from './create-node.ts'
import { requireRegistryImage } from './find-registry-image.ts'
import { findFreePorts } from './free-ports.ts'
import type { Node } from './node.ts'
import { shareContainer } from './share-container.ts'

/**
 * Bears its cluster's labels, so that whatever removes the cluster removes it. Throws KIND_CONFIG_INVALID when the nodes would not look for
 * it, KIND_IMAGE_MISSING.
 */
export async function startRegistry(
  { name, engine }: Pick<Cluster, 'name' | 'engine'>,
  { connection, signal }: { readonly connection: KubeConnection; readonly signal: AbortSignal },
): Promise<RegistryNames> {
  const { nodes } = await requireCluster(engine, name)
  await Promise.all(nodes.map((node) => requireFolder(node, name, signal)))
  const container = await findOrStart(engine, name, signal)
  const hostPort = findRegistryPort(container.ports)
  if (hostPort === undefined)
    throw new DockerError('KIND_DOCKER_FAILED', { what: `the registry of cluster "${name}" publishes no port`, seen: [container.state] })
  const names = registryNames(name, hostPort)
  await Promise.all([
    ...nodes.map((node) => node.put(planRegistryFiles(names))),
    applyManifests(connection, renderRegistryConfigMap(names), { signal }),
  ])
  return names
}

function findOrStart(engine: Engine, name: Cluster['name'], signal: AbortSignal): Promise<ContainerSummary> {
  return shareContainer(
    engine,
    {
      find: () => findRegistry(engine, name),
      make: () => make(engine, name),
      // What was pushed is in it.
      revive: ({ id }) => startContainer(engine, id),
      serves: registryListens,
    },
    signal,
  )
}

async function make(engine: Engine, name: Cluster['name']): Promise<void> {
  const image = await requireRegistryImage(engine)
  const { containers } = await requireCluster(engine, name)
  const [first] = containers
  const isLocal = engine.where.startsWith('unix:') || engine.where.startsWith('npipe:')
  const [hostPort] = isLocal ? await findFreePorts(1) : []
  const plan = planRegistry({
    cluster: name,
    image,
    hostPort,
    network: Object.keys(first.addresses)[0] ?? 'kind',
    labels: { ...clusterLabels(first), [kindLabels.role]: registryRole },
  })
  await startConfigured(engine, plan)
}

async function findRegistry(engine: Engine, name: Cluster['name']): Promise<ContainerSummary | undefined> {
  const { containers } = await requireCluster(engine, name)
  return containers.find(({ labels }) => labels[kindLabels.role] === registryRole)
}

/** Not what its image says of itself. */
function clusterLabels({ labels }: ContainerSummary): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !key.startsWith('io.vitest-kind.image.')))
}

/** Whether the node's containerd looks for registries in files: it would have to be started anew to be told. */
async function requireFolder(node: Node, cluster: string, signal: AbortSignal): Promise<void> {
  const { stdout } = await node.run(['containerd', 'config', 'dump'], { signal })
  const { plugins = {} } = parse(stdout) as {
    readonly plugins?: Readonly<Record<string, { readonly registry?: { readonly config_path?: string } }>>
  }
  const path = (plugins['io.containerd.cri.v1.images'] ?? plugins['io.containerd.grpc.v1.cri'])?.registry?.config_path ?? ''
  if (path.split(':').includes(registryFolder)) return
  throw new ConfigError('KIND_CONFIG_INVALID', {
    what: `the nodes of cluster "${cluster}" do not look for registries in ${registryFolder}`,
    seen: [`containerd's config_path in ${node.name} is ${JSON.stringify(path)}`],
    do: 'ask for the cluster with registry: true',
  })
}
