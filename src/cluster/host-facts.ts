// Engine, images and network → HostFacts. Leaves nothing behind.
import { readEngineFacts, type Engine } from '../docker/connect.ts'
import { listContainers } from '../docker/containers.ts'
import { findImage } from '../docker/images/images.ts'
import { findNetwork } from '../docker/networks.ts'
import { readProxyConfig } from '../docker/read-proxy-config.ts'
import type { EngineEnvironment } from '../docker/engine-places.ts'
import { DockerError } from '../support/errors.ts'
import type { ClusterSpec } from '../config/spec.ts'
import { type HostFacts, hurries, type ImageFacts, type NetworkFacts } from '../plan/host-facts.ts'
import { normalizeHost } from '../plan/api-address.ts'
import { imageLabels, ownLabels, type Owner } from '../plan/labels.ts'
import { countOpenPorts } from '../plan/open-ports.ts'
import { chooseProxies, type ProxySettings } from '../plan/proxy-env.ts'
import { imageContract } from '../plan/node-paths.ts'
import { findFreePorts } from './free-ports.ts'
import { findLoadBalancerImage } from './find-load-balancer-image.ts'
import { findPresentImage } from './find-node-image.ts'
import { probeVersion } from './probe-version.ts'

/** What of the environment concerns the nodes. */
export interface NodeEnvironment {
  readonly engine: EngineEnvironment
  /** Name of the Docker network. */
  readonly network: string
  readonly proxies: ProxySettings
  readonly snapshotter: string | undefined
}

/** `owner` is who is named on what is made for a moment: a container to look into an image that does not tell its version. */
export async function readHostFacts(engine: Engine, spec: ClusterSpec, environment: NodeEnvironment, owner: Owner): Promise<HostFacts> {
  const { proxies } = environment
  const [facts, network, configured, images] = await Promise.all([
    readEngineFacts(engine),
    readNetworkFacts(engine, environment.network),
    readProxyConfig(engine.where, environment.engine),
    readAllImageFacts(engine, spec, owner),
  ])
  return {
    engineHost: normalizeHost(engine.host),
    network,
    images,
    machine: { cpus: facts.cpus, memoryBytes: facts.memoryBytes },
    rootless: facts.rootless,
    remapsUsers: facts.remapsUsers,
    // A rootless engine could not hand them in.
    needsDeviceMapper:
      !facts.rootless &&
      (['btrfs', 'zfs', 'devicemapper'].includes(facts.storageDriver) || ['btrfs', 'zfs', 'xfs'].includes(facts.backingFileSystem ?? '')),
    proxies: chooseProxies(proxies, configured),
    snapshotter: environment.snapshotter,
    freePorts: await findFreePorts(countOpenPorts(spec)),
    loadBalancerImage: await findLoadBalancerImage(engine, spec),
  }
}

async function readNetworkFacts(engine: Engine, name: string): Promise<NetworkFacts> {
  const [network, containers] = await Promise.all([findNetwork(engine, name), listContainers(engine, {})])
  if (!network)
    throw new DockerError('KIND_DOCKER_FAILED', {
      what: `the network "${name}" is gone`,
      seen: [`network ${name} not found`],
      do: 'run it again',
    })
  // Only a network made with explicit ranges lets addresses be fixed; kind's own leaves the range to the engine.
  const ranges = network.labels[ownLabels.owner] === undefined ? [] : network.subnets
  const subnet = ranges.find((range) => !range.includes(':'))
  const ipv6Subnet = ranges.find((range) => range.includes(':'))
  return {
    name,
    ...(subnet !== undefined && { subnet }),
    ...(ipv6Subnet !== undefined && { ipv6Subnet }),
    ipv6: network.ipv6,
    ...(network.mtu !== undefined && { mtu: network.mtu }),
    takenAddresses: containers.flatMap((container) => [container.addresses[name] ?? [], container.ipv6Addresses[name] ?? []].flat()),
  }
}

/** One look for nodes of one image. */
async function readAllImageFacts(engine: Engine, spec: ClusterSpec, owner: Owner): Promise<ImageFacts[]> {
  const wanted = [...new Set(spec.nodes.map(({ image }) => image))]
  const facts = await Promise.all(wanted.map((image) => readImageFacts(engine, spec, image, owner)))
  return spec.nodes.map(({ image }) => facts[wanted.indexOf(image)]!)
}

async function readImageFacts(engine: Engine, spec: ClusterSpec, asked: string | null, owner: Owner): Promise<ImageFacts> {
  const reference = asked ?? (await findPresentImage(engine, spec.version)) ?? 'unknown'
  const image = await findImage(engine, reference)
  if (!image) throw new DockerError('KIND_IMAGE_MISSING', { what: `the node image "${reference}" is gone` })
  // A stock image has no such label; one derived from ours may have emptied it, for labels cannot be taken away.
  const contract = image.labels[imageLabels.contract] || undefined
  if (contract !== undefined && contract !== imageContract) {
    throw new DockerError('KIND_IMAGE_UNFIT', {
      what: `the node image "${reference}" follows contract ${contract}, this release boots contract ${imageContract}`,
      do: 'npx vitest-kind build node-image',
    })
  }
  const kubernetesVersion = image.labels[imageLabels.kubernetes] || (await probeVersion(engine, reference, owner))
  const words = (image.labels[imageLabels.hurries] ?? '').split(' ')
  return {
    reference,
    id: image.id,
    kubernetesVersion,
    pausesItself: contract !== undefined,
    hurries: hurries.filter((hurry) => words.includes(hurry)),
  }
}
