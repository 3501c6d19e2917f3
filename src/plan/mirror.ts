// A registry's mirror → the container that pulls from it once for all clusters of an engine, and what nodes must know of it. Pure.
import type { ClusterSpec } from '../config/spec.ts'
import { findOrigin, registryFolder } from '../config/mirrors.ts'
import { hashData } from '../support/hash.ts'
import { ownLabels } from './labels.ts'
import type { NodeFile } from './node-file.ts'
import { registryHost, planRegistryProgram, registryData } from './registry.ts'
import { restartPolicy } from './restart-policy.ts'

export interface Mirror {
  /** As the names of its images begin: `docker.io` */
  readonly registry: string
  /** Where it pulls from: `https://registry-1.docker.io` */
  readonly upstream: string
  /** The container, and the volume with what it has pulled. */
  readonly name: string
}

/** The mirrors of a cluster, on the Docker network of that name. */
export function planMirrors({ mirrors = {} }: Partial<Pick<ClusterSpec, 'mirrors'>>, network: string): Mirror[] {
  return Object.entries(mirrors).map(([registry, upstream]) => ({ registry, upstream, name: mirrorName(registry, upstream, network) }))
}

/** The same for everybody who wants the same: that makes the name a lock, and the volume everybody's. */
function mirrorName(registry: string, upstream: string, network: string): string {
  const plain = `vitest-kind-mirror-${registry.replace(':', '-')}`
  const usual = upstream === findOrigin(registry) && network === 'kind'
  const hash = hashData({ registry, upstream, network })
  if (plain.split('.').some((label) => label.length > longestLabel)) return `vitest-kind-mirror-${hash.slice(0, 12)}`
  return usual ? plain : `${plain}-${hash.slice(0, 6)}`
}

// Of a name that is looked up, less those digits.
const longestLabel = 63 - 7

/** Whether a cluster of that spec pulls by way of it, on whatever network. */
export function usesMirror({ mirrors = {} }: Partial<Pick<ClusterSpec, 'mirrors'>>, { registry, upstream }: Omit<Mirror, 'name'>): boolean {
  return mirrors[registry] === upstream
}

// What has been pulled stays for a week, which is the program's own measure; then it is pulled again when it is wanted.
const keptFor = '168h'

// A program that is not there, and so has none. Asked for credentials by a program, the registry starts where it cannot reach the other one,
// and serves what it has; without one it looks for that at once, and ends.
const noCredentials = '/pulls-without-credentials'

export function planMirror(input: {
  readonly mirror: Mirror
  readonly image: string
  readonly network: string
  /** Those of the nodes: it goes out as they would. */
  readonly proxyEnv: readonly string[]
  /** PEM: whom it trusts beside those that its image brings, which may be none. */
  readonly certificates: readonly string[]
}) {
  const { name, registry, upstream } = input.mirror
  const labels = { [ownLabels.mirror]: registry, [ownLabels.upstream]: upstream }
  const program = planRegistryProgram({ proxy: { remoteurl: upstream, ttl: keptFor, exec: { command: noCredentials } } })
  return {
    name,
    container: {
      name,
      Image: input.image,
      ...program.body,
      Env: [...input.proxyEnv],
      Labels: labels,
      HostConfig: {
        NetworkMode: input.network,
        RestartPolicy: restartPolicy,
        Mounts: [{ Type: 'volume' as const, Source: name, Target: registryData, VolumeOptions: volumeOptions(labels) }],
      },
    },
    files: [...program.files, { path: '/etc/ssl/certs/vitest-kind.pem', content: input.certificates.join('\n') }],
  }
}

function volumeOptions(Labels: Record<string, string>) {
  return { NoCopy: true, Labels, DriverConfig: { Name: 'local', Options: {} } }
}

/** A node asks the mirror first; where that does not answer, or has not got it, the registry itself. */
export function planMirrorFiles(mirrors: readonly Mirror[]): NodeFile[] {
  return mirrors.map(({ registry, upstream, name }) => ({
    path: `${registryFolder}/${registry}/hosts.toml`,
    content: `server = "${upstream}"\n\n[host."http://${registryHost(name)}"]\n  capabilities = ["pull", "resolve"]\n`,
  }))
}
