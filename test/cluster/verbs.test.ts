// What is done with a cluster that is there: images into it, logs out of it, a rest, and back.
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { parse } from 'yaml'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { ClusterContext } from '../../src/verbs/context.ts'
import { createCluster } from '../support/make-cluster.ts'
import { deleteCluster } from '../../src/verbs/delete.ts'
import { execInNode } from '../../src/verbs/exec.ts'
import { exportLogs } from '../../src/verbs/logs.ts'
import { loadArchivesIntoCluster, loadIntoCluster } from '../../src/verbs/load.ts'
import { openRegistry } from '../../src/verbs/registry.ts'
import { pauseCluster, resumeCluster, startCluster, stopCluster } from '../../src/verbs/rest.ts'
import { readEnvironment } from '../../src/config/env.ts'
import { connectEngine } from '../../src/docker/connect.ts'
import { findImage } from '../../src/docker/images/images.ts'
import { connectKube } from '../../src/kube/connection.ts'
import { findClusters } from '../../src/cluster/find.ts'
import { findNodes } from '../support/open-nodes.ts'
import { readNodeImages } from '../../src/cluster/image-index.ts'
import { kindLabels } from '../../src/plan/labels.ts'
import { buildTestImage } from '../support/build-test-image.ts'
import { makeOciArchive } from '../support/oci-archive.ts'

const name = 'vitest-verbs'
const [controlPlane, worker] = [`${name}-control-plane`, `${name}-worker`]

const engine = await connectEngine(process.env, new AbortController().signal)
const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-verbs-'))
const said: string[] = []
const context: ClusterContext = {
  // Addresses are kept in a network that we have made. The usual one may be the real kind's.
  environment: readEnvironment({ ...process.env, KIND_EXPERIMENTAL_DOCKER_NETWORK: name }),
  artifactsDirectory: folder,
  signal: new AbortController().signal,
  onProgress: (event) => event.type === 'notice' && said.push(event.text),
}
const stateOf = async (): Promise<string[]> =>
  (await findClusters(engine, { [kindLabels.cluster]: name }))[0]!.containers.map(({ state }) => state)
const imagesOf = async (): Promise<string[][]> =>
  Promise.all(
    (await findNodes(engine, name)).map(async (node) => [...(await readNodeImages(node, AbortSignal.timeout(30_000))).index.keys()]),
  )

beforeAll(async () => {
  await createCluster({ name, workers: 1 }, context)
})

afterAll(async () => {
  await deleteCluster(name, context)
  await rm(folder, { recursive: true, force: true })
})

test('an image is sent to the nodes that lack it, and only tagged where it is under another name', async () => {
  const image = await buildTestImage(engine, ['FROM scratch', 'COPY hello /hello'], { hello: 'verbs' })
  const other = 'vitest-kind-test/derived:again'
  const { docker } = engine
  await docker.getImage(image).tag({ repo: 'vitest-kind-test/derived', tag: 'again' })
  onTestFinished(async () => {
    for (const reference of [other, image]) await docker.getImage(reference).remove()
  })
  const { id } = (await findImage(engine, image))!
  const load = async (references: string[], nodes: string[] = []): Promise<string[]> => {
    said.length = 0
    await loadIntoCluster(references, { name, nodes }, context)
    return said.toSorted()
  }
  expect(await load([image], [worker])).toEqual([`Image: "${image}" with ID "${id}" not yet present on node "${worker}", loading...`])
  expect(await load([image, image])).toEqual([`Image: "${image}" with ID "${id}" not yet present on node "${controlPlane}", loading...`])
  expect(await load([image])).toEqual([`Image: "${image}" with ID "${id}" found to be already present on all nodes.`])
  expect(await load([other])).toEqual(
    [controlPlane, worker].map(
      (node) => `Image with ID: ${id} already present on the node ${node} but is missing the tag docker.io/${other}. re-tagging...`,
    ),
  )
  for (const names of await imagesOf()) expect(names).toEqual(expect.arrayContaining([`docker.io/${image}`, `docker.io/${other}`]))
  expect(await load([`docker.io/${image}`, `index.docker.io/${image}`]), 'one image, however it is spelt').toEqual([
    `Image: "docker.io/${image}" with ID "${id}" found to be already present on all nodes.`,
  ])
  await expect(load(['vitest-kind-test/none:1', image])).rejects.toThrow(
    /^KIND_IMAGE_MISSING: an image .* not on the engine: vitest-kind-test\/none:1\n/,
  )
  await expect(load([image], ['web-worker'])).rejects.toThrow(`KIND_CONFIG_INVALID: cluster "${name}" has no node web-worker`)
})

test('an archive goes into all nodes at once, also one that lacks the content of other platforms', async () => {
  const { Arch: architecture } = await engine.docker.version()
  const { archive } = await makeOciArchive('docker.io/library/oci-archive:1', architecture)
  await loadArchivesIntoCluster([Readable.from([archive])], { name }, context)
  for (const names of await imagesOf()) expect(names).toContain('docker.io/library/oci-archive:1')

  const nameless = await makeOciArchive(undefined, architecture)
  said.length = 0
  await loadArchivesIntoCluster([Readable.from([gzipSync(nameless.archive)])], { name }, context)
  const given = `localhost/imported:${nameless.index.slice(7, 19)}`
  expect(said).toEqual([`An image in the archive has no name (${nameless.index}); pods find it as "${given}".`])
  for (const names of await imagesOf()) expect(names).toContain(given)

  await writeFile(join(folder, 'broken.tar'), 'no archive')
  await expect(loadArchivesIntoCluster([join(folder, 'broken.tar')], { name }, context)).rejects.toThrow('broken.tar is no image archive')
  await writeFile(join(folder, 'cut.tar'), nameless.archive.subarray(0, 3_000))
  await expect(loadArchivesIntoCluster([join(folder, 'cut.tar')], { name }, context)).rejects.toThrow(
    /ctr .*import.* exited with 1 on vitest-verbs-/,
  )
  await expect(loadArchivesIntoCluster([join(folder, 'none.tar')], { name }, context)).rejects.toThrow('none.tar  no such file')
})

test("a command in a node has the caller's input and output, and its exit code", async () => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const code = await execInNode(
    worker,
    ['sh', '-c', 'hostname; cat; echo trouble >&2; exit 7'],
    { stdin: Readable.from(['through\n']), stdout, stderr },
    context,
  )
  for (const output of [stdout, stderr]) output.end()
  expect([code, await text(stdout), await text(stderr)]).toEqual([7, `${worker}\nthrough\n`, 'trouble\n'])
  await expect(execInNode('web-worker', ['true'], { stdout, stderr }, context)).rejects.toThrow(
    'KIND_CLUSTER_UNKNOWN: no cluster has a node "web-worker"',
  )
})

test('the logs are all there, and what a stopped node can still tell', async () => {
  const directory = join(folder, 'logs')
  expect(await exportLogs(name, { directory }, context)).toEqual({ directory, problems: [] })
  const read = (path: string): Promise<string> => readFile(join(directory, path), 'utf8')
  expect(await read('boot-timeline.txt')).toMatch(/^ensure-images +\d+\.\d s$[\s\S]*^kubeadm-init +\d+\.\d s$[\s\S]*^usable at /m)
  expect(await read('events.log')).toMatch(new RegExp(`Z Normal  NodeReady +Node ${worker}: `))
  const { items } = parse(await read('get-all.yaml')) as { items: { kind: string; metadata: { name: string } }[] }
  expect(items.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(
    expect.arrayContaining(['Deployment coredns', `Node ${worker}`, `Pod etcd-${controlPlane}`]),
  )
  expect(await read('host-limits.txt')).toMatch(/inotify\/max_user_instances = \d+[\s\S]*MemAvailable[\s\S]*\/var/)
  expect(JSON.parse(await read('network.json'))).toHaveProperty('IPAM')
  expect(await read(`${worker}/kubelet.log`)).toContain('kubelet')
  expect(await read(`${controlPlane}/images.log`)).toContain('kube-apiserver')

  await engine.docker.getContainer(worker).stop({ t: 30 })
  const half = join(folder, 'half')
  expect((await exportLogs(name, { directory: half }, context)).problems).toEqual([
    `${worker}/{journal.log,kubelet.log,containerd.log,images.log}: ${worker} is not running`,
  ])
  expect((await stat(join(half, worker, 'pods'))).isDirectory()).toBe(true)
  expect(await readFile(join(half, worker, 'kubernetes-version.txt'), 'utf8')).toMatch(/^v1\./)
  await expect(exportLogs('vitest-none', {}, context)).rejects.toThrow('KIND_CLUSTER_UNKNOWN')
  await startCluster(name, context)
})

test('frozen and thawed, it is usable', async () => {
  expect(await pauseCluster(name, context)).toEqual([controlPlane, worker])
  expect(await stateOf()).toEqual(['paused', 'paused'])
  expect(await pauseCluster(name, context), 'frozen already').toEqual([])
  await expectUsable((await resumeCluster(name, context)).kubeconfig)
})

test('stopped and started, it is usable, with its pods started anew and its addresses kept', async () => {
  const addresses = (await findNodes(engine, name)).map((node) => node.address)
  const stoppedAt = Date.now()
  expect(await stopCluster(name, context)).toEqual([controlPlane, worker])
  expect(await stateOf()).toEqual(['exited', 'exited'])
  const handle = await startCluster(name, context)
  expect(handle.nodes.map((node) => node.address)).toEqual(addresses)
  expect(await readFile(handle.kubeconfigPath, 'utf8')).toBe(handle.kubeconfig)
  const pods = await expectUsable(handle.kubeconfig)
  for (const pod of pods)
    expect(Date.parse(pod.status.containerStatuses[0]!.state.running!.startedAt), pod.metadata.name).toBeGreaterThan(stoppedAt - 1000)
  await expect(startCluster('vitest-none', context)).rejects.toThrow('KIND_CLUSTER_UNKNOWN')
})

interface Pod {
  readonly metadata: { readonly name: string }
  readonly status: {
    readonly conditions: readonly object[]
    readonly containerStatuses: readonly { readonly state: { readonly running?: { readonly startedAt: string } } }[]
  }
}

/** As its API says at this moment; gives the pods of CoreDNS. */
async function expectUsable(kubeconfig: string): Promise<readonly Pod[]> {
  await using connection = await connectKube(kubeconfig)
  const nodes = await connection.request<{ items: object[] }>({ path: '/api/v1/nodes' })
  for (const node of nodes.items)
    expect(node).toMatchObject({
      status: { conditions: expect.arrayContaining([expect.objectContaining({ type: 'Ready', status: 'True' })]) },
    })
  const { items } = await connection.request<{ items: Pod[] }>({
    path: '/api/v1/namespaces/kube-system/pods',
    query: { labelSelector: 'k8s-app=kube-dns' },
  })
  expect(items).toHaveLength(2)
  for (const pod of items) expect(pod.status.conditions).toContainEqual(expect.objectContaining({ type: 'Ready', status: 'True' }))
  return items
}

test('a registry is refused where nodes would not look for it, and none is started', async () => {
  await expect(openRegistry(name, context)).rejects.toThrow('ask for the cluster with registry: true')
  expect(await stateOf()).toHaveLength(2)
})
