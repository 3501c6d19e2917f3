// Base image + components + preloaded images → the node image. The heavy part runs in a build container, because only
// containerd itself can say how it stores an image; what is left of it at the end goes straight into a build.
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Engine } from '../../src/docker/connect.ts'
import { removeContainer } from '../../src/docker/containers.ts'
import { buildImage } from '../engine/build-image.ts'
import { buildLabel } from '../../src/docker/images/build-leftovers.ts'
import { builderIdentity } from '../engine/build-leftovers.ts'
import { runToEnd } from '../engine/run-to-end.ts'
import { sendArchive } from '../engine/send-archive.ts'
import type { TarEntry } from '../../src/docker/tar-entries.ts'
import { listTree, packEntries } from '../../src/docker/tar-entries.ts'
import type { KubernetesVersion } from '../kubernetes-versions.ts'
import { renderOciLayout } from './oci-layout.ts'
import type { LayerBlob } from './oci-layout.ts'
import { packLayers } from './pack-layers.ts'
import type { LayerName } from './plan-images.ts'
import { planPreloadedImages } from './plan-images.ts'
import { renderManifests } from './render-manifests.ts'

export function nodeImageName(version: KubernetesVersion): string {
  return `vitest-kind/node:${version}`
}

export interface AssembleOptions {
  readonly version: KubernetesVersion
  readonly baseImage: string
  /** The directory of each component's finished `bin/`. */
  readonly components: Readonly<Record<string, string>>
  readonly hash: string
  /** For some 500 MB of temporary files. */
  readonly cacheDir: string
  readonly onProgress: (line: string) => void
}

export async function assembleNodeImage(engine: Engine, options: AssembleOptions): Promise<string> {
  const { version, baseImage, components, hash, onProgress } = options
  const nodeImage = nodeImageName(version)
  const directory = await mkdtemp(join(options.cacheDir, 'layers-'))
  const container = await engine.docker.createContainer({
    Image: baseImage,
    Entrypoint: ['/build/preload-images.sh'],
    Labels: { [buildLabel]: builderIdentity() },
    NetworkDisabled: true,
    HostConfig: {
      // containerd unpacks through overlay mounts, whose upper directory must not be on overlay itself.
      Privileged: true,
      Mounts: [
        {
          Type: 'volume',
          Source: '',
          Target: '/build',
          VolumeOptions: { NoCopy: true, Labels: { [buildLabel]: builderIdentity() }, DriverConfig: { Name: 'local', Options: {} } },
        },
      ],
    },
  })
  try {
    onProgress('packing image layers')
    const layers = await packLayers(engine, { components, baseImage, directory })
    const { Architecture: architecture } = await engine.docker.getImage(baseImage).inspect()
    const archive = packEntries([...(await listRootfs(version, components)), ...listPreload(version, layers, architecture)])
    await sendArchive(archive, engine.signal, (abortSignal) => container.putArchive(archive, { path: '/build', abortSignal }))
    await rm(directory, { recursive: true, force: true })
    onProgress('importing images into containerd')
    await runToEnd(engine, container.id)
    onProgress(`building ${nodeImage}`)
    const context = (await container.getArchive({ path: '/build/context/.' })) as Readable
    await buildImage(engine, {
      tag: nodeImage,
      context,
      dockerfile: 'Dockerfile',
      args: { BASE: baseImage, HASH: hash, KUBERNETES: version },
    })
  } finally {
    await rm(directory, { recursive: true, force: true })
    await removeContainer(engine.until(AbortSignal.timeout(60_000)), container.id)
  }
  return nodeImage
}

/** What of the node's file system is not an image layer. */
async function listRootfs(version: KubernetesVersion, components: Readonly<Record<string, string>>): Promise<TarEntry[]> {
  const [rootfs, shared] = ['context/rootfs', 'context/shared']
  const inKubernetes = '../../kind/layers/kubernetes/usr/local/bin'
  return [
    { path: 'context/Dockerfile', file: join(import.meta.dirname, 'Dockerfile') },
    ...(await listTree(join(components['containerd'] ?? '', 'bin'), `${shared}/usr/local/bin`)),
    ...(await listTree(join(components['runc'] ?? '', 'bin'), `${shared}/usr/local/sbin`)),
    ...(await listTree(join(components['cni-plugins'] ?? '', 'bin'), `${shared}/opt/cni/bin`)),
    // The node runs the very file the control-plane images have as their layer.
    ...['kubeadm', 'kubelet', 'kubectl'].map((program) => ({ path: `${rootfs}/usr/bin/${program}`, link: `${inKubernetes}/${program}` })),
    { path: `${rootfs}/kind/version`, text: version },
    ...Object.entries(await renderManifests()).map(([name, text]) => ({ path: `${shared}/kind/manifests/${name}`, text })),
  ]
}

/** What preload-images.sh reads. */
function listPreload(version: KubernetesVersion, layers: Record<LayerName, LayerBlob>, architecture: string): TarEntry[] {
  const { entries, chains } = renderOciLayout(planPreloadedImages(version), layers, architecture)
  return [
    { path: 'preload-images.sh', file: join(import.meta.dirname, 'preload-images.sh'), mode: 0o755 },
    {
      path: 'layers',
      text: Object.entries(layers)
        .map(([name, blob]) => `${blob.digest} ${name}\n`)
        .join(''),
    },
    { path: 'chains', text: [...chains].map(([chain, name]) => `${chain} ${name}\n`).join('') },
    ...entries.map((entry) => ({ ...entry, path: `oci/${entry.path}` })),
  ]
}
