import { join } from 'node:path'
import { beforeAll, expect } from 'vitest'
import { buildNodeImage } from '../../images/build-node-image.ts'
import { nodeImageName } from '../../images/node/assemble.ts'
import { planPreloadedImages } from '../../images/node/plan-images.ts'
import { defaultKubernetes as kubernetes } from '../../images/kubernetes-versions.ts'
import versions from '../../images/versions.json' with { type: 'json' }
import { connectEngine } from '../../src/docker/connect.ts'
import { inspectContainer, signalContainer } from '../../src/docker/containers.ts'
import { awaitLogLine } from '../../src/docker/logs.ts'
import { imageContract, nodePaths } from '../../src/plan/node-paths.ts'
import { PAUSED, test as base } from '../support/base-node.ts'

const preloadedImages = planPreloadedImages(kubernetes)
const nodeImage = nodeImageName(kubernetes)
const cacheDir = join(import.meta.dirname, '../../.cache')

// On a machine that has built nothing yet this is the whole build; else it takes half a second.
beforeAll(async () => {
  const engine = await connectEngine(process.env, new AbortController().signal)
  await buildNodeImage({ version: kubernetes, engine, cacheDir })
}, 1_800_000)

/** A node of the image, released, with containerd running. */
const test = base.extend('node', async ({ engine, boot, sh, signal }) => {
  const id = await boot({ Image: nodeImage, Entrypoint: PAUSED })
  await awaitLogLine(engine, id, /^paused-boot/, signal)
  await signalContainer(engine, id, 'SIGUSR1')
  await expect.poll(() => sh(id, 'systemctl is-active containerd || true'), { timeout: 20_000, interval: 50 }).toBe('active')
  return id
})

test('the image is at most 700 MB', async ({ engine }) => {
  const { Size: bytes } = await engine.docker.getImage(nodeImage).inspect()
  expect(bytes / 1e6).toBeLessThan(700)
})

test('its labels tell the contract and what is in it', async ({ engine }) => {
  const { Config: config } = await engine.docker.getImage(nodeImage).inspect()
  expect(config.Labels).toEqual({
    'io.vitest-kind.image.contract': imageContract,
    'io.vitest-kind.image.flavor': 'vitest-kind',
    'io.vitest-kind.image.hurries': 'namespaces waits',
    'io.vitest-kind.image.hash': expect.stringMatching(/^[0-9a-f]{12}$/),
    'io.vitest-kind.image.kubernetes': kubernetes,
  })
})

test('by itself it boots as the kind CLI expects of a node image', async ({ engine }) => {
  const { Config: config } = await engine.docker.getImage(nodeImage).inspect()
  expect(config).toMatchObject({
    Entrypoint: [nodePaths.entrypoint, nodePaths.init],
    StopSignal: 'SIGRTMIN+3',
    Env: expect.arrayContaining(['container=docker']),
  })
})

test('the files of the contract are there', async ({ node, sh }) => {
  expect(await sh(node, `cat ${nodePaths.version}`)).toBe(kubernetes)
  const paths = [nodePaths.cniManifest, nodePaths.storageManifest, nodePaths.containerdConfig, nodePaths.pausedBoot, nodePaths.entrypoint]
  expect(await sh(node, `ls ${paths.join(' ')}`)).toBe(paths.toSorted().join('\n'))
})

test('kubeadm, kubelet and kubectl are of the version the image says', async ({ node, sh }) => {
  expect(await sh(node, 'kubeadm version -o short; kubelet --version; kubectl version --client | head -1')).toBe(
    `${kubernetes}\nKubernetes ${kubernetes}\nClient Version: ${kubernetes}`,
  )
})

test('crictl asks this containerd, by its configuration', async ({ node, sh }) => {
  const { images } = JSON.parse(await sh(node, 'crictl images --output json')) as { images: { repoTags: string[] }[] }
  expect(images.flatMap(({ repoTags }) => repoTags).toSorted()).toEqual(preloadedImages.map(({ name }) => name).toSorted())
  expect(await sh(node, 'crictl --version')).toBe(`crictl version ${versions['cri-tools'].version}`)
})

test('containerd has every image, pinned against collection', async ({ node, sh }) => {
  const listed = await sh(
    node,
    `ctr --namespace k8s.io images list 'labels."io.cri-containerd.pinned"==pinned' 2>/dev/null | tail -n +2 | cut -d ' ' -f 1`,
  )
  expect(listed.split('\n')).toEqual(preloadedImages.map(({ name }) => name).toSorted())
})

test('no layer is stored a second time', async ({ node, sh }) => {
  // What is left of 400 MB of layers in containerd's own directory: manifests, configs, links and its databases.
  expect(Number(await sh(node, 'du --summarize --block-size=1M /var/lib/containerd | cut -f 1'))).toBeLessThan(5)
  expect(await sh(node, 'readlink -f /usr/bin/kubelet /usr/bin/kubeadm /usr/bin/kubectl | sort -u')).toBe(
    '/kind/layers/kubernetes/usr/local/bin/kubernetes',
  )
})

test.for(preloadedImages.map(({ name, entrypoint }) => [name, entrypoint[0] ?? ''] as const))(
  '%s unpacks to its program',
  async ([name, program], { node, sh }) => {
    expect(
      await sh(
        node,
        `mkdir /run/look && ctr --namespace k8s.io images mount ${name} /run/look >/dev/null 2>&1 && ls -L /run/look${program}`,
      ),
    ).toBe(`/run/look${program}`)
  },
)

const ENTER_FLANNEL = `mkdir /run/look && ctr --namespace k8s.io images mount --rw docker.io/vitest-kind/flannel:${versions.flannel.version} /run/look >/dev/null 2>&1 &&
  mkdir /run/look/dev && mount --bind /dev /run/look/dev`

test('kube-proxy and flannel use the iptables of the node', async ({ node, sh }) => {
  await sh(node, `${ENTER_FLANNEL} && iptables-legacy --table mangle --new-chain KUBE-IPTABLES-HINT`)
  expect(await sh(node, 'chroot /run/look iptables --version')).toContain('(legacy)')
  expect(await sh(node, 'readlink /run/look/usr/sbin/ip6tables-save')).toBe('xtables-legacy-multi')
})

test('without a hint they use nft, and look again the next time', async ({ node, sh }) => {
  expect(await sh(node, `${ENTER_FLANNEL} && chroot /run/look iptables --version`)).toContain('(nf_tables)')
  expect(await sh(node, 'readlink /run/look/usr/sbin/iptables')).toBe('iptables-as-node')
})

test('containerd is ready within seconds of the start', async ({ engine, node, sh }) => {
  const { startedAt = 0 } = await inspectContainer(engine, node)
  const ready = Number(await sh(node, 'date --date "$(systemctl show --property ActiveEnterTimestamp --value containerd)" +%s'))
  expect(ready * 1000 - startedAt).toBeLessThan(30_000)
})
