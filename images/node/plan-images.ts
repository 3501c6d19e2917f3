// The preloaded images as data: which layers exist, what is in each, and which image is made of which. Pure.
import versions from '../versions.json' with { type: 'json' }

/** A layer exists once, in /kind/layers/<name> of the node, for all images that have it. */
export type LayerName = 'kubernetes' | 'etcd' | 'addons' | 'pause' | 'busybox' | 'net-tools'

export interface PreloadedImage {
  readonly name: string
  /** Lowest first. */
  readonly layers: readonly LayerName[]
  readonly entrypoint: readonly string[]
}

/** Where a component's `bin/` lies inside its layer. busybox and net-tools come from the base image instead. */
export const binariesInLayer: Partial<Record<LayerName, string>> = {
  kubernetes: 'usr/local/bin',
  etcd: 'usr/local/bin',
  addons: 'usr/local/bin',
  pause: '',
}

const kubernetes = versions.kubernetes.version
const plain = (version: string): string => version.replace('v', '')

/** Those of kubeadm bear the names `kubeadm config images list` prints; the others are ours, and say so. */
export const preloadedImages: readonly PreloadedImage[] = [
  ...['apiserver', 'controller-manager', 'scheduler'].map((part) => controlPlane(`kube-${part}`)),
  { name: `registry.k8s.io/kube-proxy:${kubernetes}`, layers: ['kubernetes', 'busybox', 'net-tools'], entrypoint: ['/usr/local/bin/kube-proxy'] },
  { name: `registry.k8s.io/etcd:${plain(versions.etcd.version)}-0`, layers: ['etcd'], entrypoint: ['/usr/local/bin/etcd'] },
  { name: `registry.k8s.io/coredns/coredns:${versions.coredns.version}`, layers: ['addons'], entrypoint: ['/usr/local/bin/coredns'] },
  { name: `registry.k8s.io/pause:${versions.pause.tag}`, layers: ['pause'], entrypoint: ['/pause'] },
  { name: ownName('flannel'), layers: ['busybox', 'net-tools', 'addons'], entrypoint: ['/usr/local/bin/run-flannel'] },
  { name: ownName('local-path-provisioner'), layers: ['addons'], entrypoint: ['/usr/local/bin/local-path-provisioner'] },
  { name: ownName('local-path-helper'), layers: ['busybox'], entrypoint: ['/bin/sh'] },
]

/** The name of an image that only this node image has. */
export function ownName(part: 'flannel' | 'local-path-provisioner' | 'local-path-helper'): string {
  const version = part === 'flannel' ? versions.flannel.version : versions['local-path-provisioner'].version
  return `docker.io/vitest-kind/${part}:${version}`
}

function controlPlane(program: string): PreloadedImage {
  return { name: `registry.k8s.io/${program}:${kubernetes}`, layers: ['kubernetes'], entrypoint: [`/usr/local/bin/${program}`] }
}
