// A registry beside a cluster → its container, what nodes must know of it, and how it is announced. Pure.
import { stringify } from 'yaml'
import { registryFolder } from '../config/mirrors.ts'
import type { NodeFile } from './node-file.ts'
import { restartPolicy } from './restart-policy.ts'

/** The published image, and what ours are called: see images/registry.ts. */
export const stockRegistryImage = 'registry:3'
export const builtRegistryImage = 'vitest-kind/registry'

/** What its container bears as its role, beside those of nodes and of the load balancer. */
export const registryRole = 'registry'

const port = 5000

/** How a registry is called. */
export interface RegistryNames {
  /** In the name of an image that the engine pushes to it and pods pull from it: `localhost:24000` */
  readonly host: string
  /** Its own, on the network of the nodes: `web-registry:5000` */
  readonly hostInCluster: string
}

export function registryName(cluster: string): string {
  return `${cluster}-registry`
}

export function registryNames(cluster: string, hostPort: number): RegistryNames {
  return { host: `localhost:${hostPort}`, hostInCluster: registryHost(registryName(cluster)) }
}

/** The port of the engine's host, of what a container publishes. */
export function findRegistryPort(ports: readonly { readonly containerPort: number; readonly hostPort: number }[]): number | undefined {
  return ports.find(({ containerPort }) => containerPort === port)?.hostPort
}

export function planRegistry(input: {
  readonly cluster: string
  readonly image: string
  readonly network: string
  readonly labels: Readonly<Record<string, string>>
  /** Undefined: the engine chooses, at each start. */
  readonly hostPort: number | undefined
}) {
  const name = registryName(input.cluster)
  const program = planRegistryProgram()
  return {
    name,
    container: {
      name,
      Image: input.image,
      Hostname: name,
      ...program.body,
      Labels: { ...input.labels },
      HostConfig: {
        NetworkMode: input.network,
        RestartPolicy: restartPolicy,
        // Of the engine's host: an engine takes a registry there without TLS.
        PortBindings: { [program.port]: [{ HostIp: '127.0.0.1', HostPort: input.hostPort === undefined ? '' : String(input.hostPort) }] },
      },
    },
    files: program.files,
  }
}

/** What a registry has for disk; it goes with the container where nothing is mounted there. */
export const registryData = '/var/lib/registry'

const configPath = '/etc/vitest-kind-registry.yml'

/** A container that serves as a registry, `settings` added to its configuration: the part of the body that makes it one, and its files. */
export function planRegistryProgram(settings: object = {}) {
  const config = {
    version: 0.1,
    log: { level: 'info', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: registryData }, delete: { enabled: true } },
    http: { addr: `:${port}` },
    ...settings,
  }
  return {
    port: `${port}/tcp`,
    body: { Entrypoint: ['registry'], Cmd: ['serve', configPath], ExposedPorts: { [`${port}/tcp`]: {} } },
    files: [{ path: configPath, content: stringify(config) }],
  }
}

/** A container's name → where it is a registry, on the network of the nodes. */
export function registryHost(container: string): string {
  return `${container}:${port}`
}

/** A line of its log that tells that it serves. */
export const registryListens = /listening on/

/** Under both names a node finds it at the second. Where nothing else is asked, the error of a pull is the registry's own. */
export function planRegistryFiles({ host, hostInCluster }: RegistryNames): NodeFile[] {
  const content = `server = "http://${hostInCluster}"\n\n[host."http://${hostInCluster}"]\n`
  return [host, hostInCluster].map((name) => ({ path: `${registryFolder}/${name}/hosts.toml`, content }))
}

/** KEP-1755: where tools look for a local registry. */
export function renderRegistryConfigMap({ host, hostInCluster }: RegistryNames) {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'local-registry-hosting', namespace: 'kube-public' },
    data: {
      'localRegistryHosting.v1': stringify({
        host,
        hostFromContainerRuntime: hostInCluster,
        hostFromClusterNetwork: hostInCluster,
        help: 'https://kind.sigs.k8s.io/docs/user/local-registry/',
      }),
    },
  }
}
