// The Kubernetes versions a node image can be built of, as Go's modules call them. Pure.
import { type BuildableVersion, buildableVersions, findBuildableVersion } from '../src/config/node-images.ts'
import versions from './versions.json' with { type: 'json' }

/** `v1.37.2` */
export type KubernetesVersion = `v${BuildableVersion}`

/** Newest first. */
export const kubernetesVersions = buildableVersions.map((version): KubernetesVersion => `v${version}`)

export const defaultKubernetes = kubernetesVersions[0]!
export const oldestKubernetes = kubernetesVersions.at(-1)!

/** Tags of the images beside Kubernetes' own that this version's kubeadm runs: `kubeadm config images list`. */
export function askedTags(version: KubernetesVersion): Readonly<Record<'etcd' | 'coredns' | 'pause', string>> {
  return versions.kubernetes.asked[version]
}

/** `v1.37.2` → `v1.37` */
export function minorOf(version: KubernetesVersion): string {
  return version.replace(/\.\d+$/, '')
}

/** The version meant by `1.36`, `v1.36` or `1.36.4`; throws, naming the known ones, when it is none of them. */
export function requireKubernetesVersion(text: string): KubernetesVersion {
  const found = findBuildableVersion(text)
  if (found === undefined) throw new Error(`Kubernetes "${text}" cannot be built here, only ${kubernetesVersions.join(', ')}`)
  return `v${found}`
}
