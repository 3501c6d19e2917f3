// The preloaded images as data: which layers exist, what is in each, and which image is made of which. Pure.
import { askedTags, type KubernetesVersion } from '../kubernetes-versions.ts'
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

/**
 * Those of kubeadm bear the names its `config images list` prints, whichever version of etcd, CoreDNS and pause is in them: those
 * are the same for every Kubernetes. The others are ours, and say so.
 */
export function planPreloadedImages(kubernetes: KubernetesVersion): readonly PreloadedImage[] {
  const { etcd, coredns, pause } = askedTags(kubernetes)
  const controlPlane = (program: string): PreloadedImage => ({
    name: `registry.k8s.io/${program}:${kubernetes}`,
    layers: ['kubernetes'],
    entrypoint: [`/usr/local/bin/${program}`],
  })
  // containerd's sandboxes are of one pause everywhere; an older kubeadm pulls its own beside it.
  const pauses = [...new Set([pause, versions.pause.tag])]
  return [
    ...['apiserver', 'controller-manager', 'scheduler'].map((part) => controlPlane(`kube-${part}`)),
    { ...controlPlane('kube-proxy'), layers: ['kubernetes', 'busybox', 'net-tools'] },
    { name: `registry.k8s.io/etcd:${etcd}`, layers: ['etcd'], entrypoint: ['/usr/local/bin/etcd'] },
    { name: `registry.k8s.io/coredns/coredns:${coredns}`, layers: ['addons'], entrypoint: ['/usr/local/bin/coredns'] },
    ...pauses.map((tag): PreloadedImage => ({ name: `registry.k8s.io/pause:${tag}`, layers: ['pause'], entrypoint: ['/pause'] })),
    { name: ownName('flannel'), layers: ['busybox', 'net-tools', 'addons'], entrypoint: ['/usr/local/bin/run-flannel'] },
    { name: ownName('local-path-provisioner'), layers: ['addons'], entrypoint: ['/usr/local/bin/local-path-provisioner'] },
    { name: ownName('local-path-helper'), layers: ['busybox'], entrypoint: ['/bin/sh'] },
  ]
}

/** The name of an image that only this node image has. */
export function ownName(part: 'flannel' | 'local-path-provisioner' | 'local-path-helper'): string {
  const version = part === 'flannel' ? versions.flannel.version : versions['local-path-provisioner'].version
  return `docker.io/vitest-kind/${part}:${version}`
}
