import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { defaultKubernetes, kubernetesVersions } from '../../../images/kubernetes-versions.ts'
import { binariesInLayer, ownName, planPreloadedImages } from '../../../images/node/plan-images.ts'
import versions from '../../../images/versions.json' with { type: 'json' }

const images = join(import.meta.dirname, '../../../images')
const preloadedImages = planPreloadedImages(defaultKubernetes)

test('the preloaded images', () => {
  expect(preloadedImages.map(({ name, layers }) => `${name} = ${layers.join(' + ')}`)).toMatchInlineSnapshot(`
    [
      "registry.k8s.io/kube-apiserver:v1.37.2 = kubernetes",
      "registry.k8s.io/kube-controller-manager:v1.37.2 = kubernetes",
      "registry.k8s.io/kube-scheduler:v1.37.2 = kubernetes",
      "registry.k8s.io/kube-proxy:v1.37.2 = kubernetes + busybox + net-tools",
      "registry.k8s.io/etcd:3.7.0-0 = etcd",
      "registry.k8s.io/coredns/coredns:v1.14.6 = addons",
      "registry.k8s.io/pause:3.10.2 = pause",
      "docker.io/vitest-kind/flannel:v0.28.10 = busybox + net-tools + addons",
      "docker.io/vitest-kind/local-path-provisioner:v0.0.30 = addons",
      "docker.io/vitest-kind/local-path-helper:v0.0.30 = busybox",
    ]
  `)
})

test('an older kubeadm finds the tags it asks for, and containerd its own pause, in the same layers', () => {
  const names = planPreloadedImages('v1.34.11').map(({ name, layers }) => `${name} = ${layers.join(' + ')}`)
  expect(names.slice(0, 8)).toEqual([
    'registry.k8s.io/kube-apiserver:v1.34.11 = kubernetes',
    'registry.k8s.io/kube-controller-manager:v1.34.11 = kubernetes',
    'registry.k8s.io/kube-scheduler:v1.34.11 = kubernetes',
    'registry.k8s.io/kube-proxy:v1.34.11 = kubernetes + busybox + net-tools',
    'registry.k8s.io/etcd:3.6.5-0 = etcd',
    'registry.k8s.io/coredns/coredns:v1.12.1 = addons',
    'registry.k8s.io/pause:3.10.1 = pause',
    'registry.k8s.io/pause:3.10.2 = pause',
  ])
})

test.for(kubernetesVersions)('no image of %s is planned twice', (version) => {
  const names = planPreloadedImages(version).map(({ name }) => name)
  expect(names).toEqual([...new Set(names)])
})

test('an entrypoint lies where its layer has the binaries', () => {
  for (const { name, layers, entrypoint } of preloadedImages) {
    const places = layers.flatMap((layer) => (layer in binariesInLayer ? [`/${binariesInLayer[layer]}`.replace(/\/$/, '')] : []))
    if (layers.at(-1) !== 'busybox') expect([name, ...places], entrypoint[0]).toContain(entrypoint[0]?.replace(/\/[^/]+$/, ''))
  }
})

test('an image that only this node image has does not pass for somebody else’s', () => {
  expect(ownName('flannel')).toBe(`docker.io/vitest-kind/flannel:${versions.flannel.version}`)
})

test('containerd asks for the pause image that is preloaded', async () => {
  const config = await readFile(join(images, 'base/rootfs/etc/containerd/config.toml'), 'utf8')
  expect(config).toContain(`sandbox_image = "registry.k8s.io/pause:${versions.pause.tag}"`)
})
