// kind on a cluster of ours, and we on one of kind's: the real kind and the real kubectl are the judges. kind makes its nodes
// of our image, so this is also the proof that it boots it.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createWriteStream } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { parse } from 'yaml'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { acquireCluster, createCluster } from '../support/make-cluster.ts'
import { deleteCluster } from '../../src/verbs/delete.ts'
import type { ClusterHandle } from '../../src/cluster/handle.ts'
import { defaults } from '../../src/config/defaults.ts'
import { readEnvironment } from '../../src/config/env.ts'
import { connectEngine } from '../../src/docker/connect.ts'
import { saveImages } from '../../src/docker/images/images.ts'
import { findPresentImage } from '../../src/cluster/find-node-image.ts'
import { findNodes } from '../support/open-nodes.ts'
import { readNodeImages } from '../../src/cluster/image-index.ts'
import type { Node } from '../../src/cluster/node.ts'
import { buildTestImage } from '../support/build-test-image.ts'
import { runCli } from '../support/run-cli.ts'
import { copyKubectl, findKind, runProgram } from '../support/run-kind.ts'

const ours = 'vitest-interop'
const kinds = 'interop-of-kind'
const filesOfNode = [
  'alternatives.log',
  'containerd.log',
  'containers',
  'images.log',
  'inspect.json',
  'journal.log',
  'kubelet.log',
  'kubernetes-version.txt',
  'pods',
  'serial.log',
]

const engine = await connectEngine(process.env, new AbortController().signal)
const program = await findKind()
const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-interop-'))
const env = { KUBECONFIG: join(folder, 'kubeconfig') }
const context = {
  environment: readEnvironment(),
  artifactsDirectory: folder,
  onProgress: () => undefined,
  signal: new AbortController().signal,
}
const kind = (...args: string[]): ReturnType<typeof runProgram> => runProgram(program, args, env)
const kubectl = (...args: string[]): ReturnType<typeof runProgram> => runProgram(join(folder, 'kubectl'), args, env)
const cli = (...args: string[]): ReturnType<typeof runCli> => runCli(args, { env, cwd: folder })

let handle: ClusterHandle
let image: string
let ourNode: Node
let kindNode: Node

beforeAll(async () => {
  // Ours first: the network is then one of ours, and goes with the last cluster on it.
  handle = await createCluster({ name: ours }, context)
  const nodeImage = (await findPresentImage(engine, defaults.version)) ?? ''
  const created = await kind(
    'create',
    'cluster',
    '--name',
    kinds,
    '--image',
    nodeImage,
    '--config',
    join(import.meta.dirname, '../../fixtures/configs/kind-restricted-host.yaml'),
    '--wait',
    '2m',
  )
  expect(created, created.stderr).toMatchObject({ code: 0, stderr: expect.stringMatching(/• Ready after|✓ Joining|Ready after/) })
  ;[ourNode, kindNode] = [(await findNodes(engine, ours))[0]!, (await findNodes(engine, kinds))[0]!]
  image = await buildTestImage(engine, ['FROM scratch', 'COPY hello /hello'], { hello: 'interop' })
  await copyKubectl(engine, ourNode.id, join(folder, 'kubectl'))
})

afterAll(async () => {
  for (const name of [kinds, ours]) await deleteCluster(name, context)
  await engine.docker.getImage(image).remove()
  await rm(folder, { recursive: true, force: true })
})

describe('kind, on a cluster of ours', () => {
  test('lists it and its nodes', async () => {
    expect((await kind('get', 'clusters')).stdout.split('\n')).toEqual(expect.arrayContaining([ours, kinds]))
    expect(await kind('get', 'nodes', '--name', ours)).toMatchObject({ code: 0, stdout: `${ours}-control-plane\n` })
  })

  test('gives the same way in as we do, from the host and from the network', async () => {
    expect(parse((await kind('get', 'kubeconfig', '--name', ours)).stdout)).toEqual(parse(handle.kubeconfig))
    const { stdout: internal } = await kind('get', 'kubeconfig', '--name', ours, '--internal')
    expect(parse(internal)).toEqual(parse((await cli('get', 'kubeconfig', '--name', ours, '--internal')).stdout))
    // From a node of the other cluster, which is on the same network.
    await kindNode.put([{ path: '/root/other', content: internal }])
    expect((await kindNode.run(['kubectl', '--kubeconfig', '/root/other', 'get', 'nodes', '--output', 'name'])).stdout).toBe(
      `node/${ours}-control-plane\n`,
    )
  })

  test('writes a context that kubectl uses', async () => {
    expect(await kind('export', 'kubeconfig', '--name', ours)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`Set kubectl context to "kind-${ours}"`),
    })
    expect(await kubectl('get', 'nodes', '--output', 'name')).toMatchObject({ code: 0, stdout: `node/${ours}-control-plane\n` })
  })

  test('loads an image and an archive', async () => {
    expect(await kind('load', 'docker-image', image, '--name', ours)).toMatchObject({ code: 0 })
    expect((await cli('load', 'docker-image', image, '--name', ours)).stderr).toContain('found to be already present on all nodes')
    await ourNode.run(['ctr', '--namespace', 'k8s.io', 'images', 'remove', `docker.io/${image}`])
    const archive = join(folder, 'image.tar')
    await pipeline(await saveImages(engine, [image]), createWriteStream(archive))
    expect(await kind('load', 'image-archive', archive, '--name', ours)).toMatchObject({ code: 0 })
    expect([...(await readNodeImages(ourNode, AbortSignal.timeout(30_000))).index.keys()]).toContain(`docker.io/${image}`)
  })

  test('tells that an image is there already', async () => {
    const { code, stderr } = await kind('load', 'docker-image', image, '--name', ours)
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('found to be already present on all nodes') })
  })

  test('exports its logs, with a list of the images', async () => {
    const { code, stderr } = await kind('export', 'logs', join(folder, 'logs-by-kind'), '--name', ours)
    expect(code, stderr).toBe(0)
    expect(await readdir(join(folder, 'logs-by-kind', ourNode.name))).toEqual(filesOfNode)
    expect(await readFile(join(folder, 'logs-by-kind', ourNode.name, 'images.log'), 'utf8')).toMatch(/^IMAGE +TAG[^]*kube-apiserver/)
  })
})

describe("we, on a cluster of kind's", () => {
  test("list it as a stranger's, and its nodes", async () => {
    expect(JSON.parse((await cli('get', 'clusters', '--output', 'json')).stdout)).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: kinds, ours: false }), expect.objectContaining({ name: ours, ours: true })]),
    )
    expect(await cli('get', 'nodes', '--name', kinds)).toMatchObject({ code: 0, stdout: `${kinds}-control-plane\n` })
  })

  test('give the same way in as kind does', async () => {
    for (const flags of [[], ['--internal']]) {
      expect(parse((await cli('get', 'kubeconfig', '--name', kinds, ...flags)).stdout)).toEqual(
        parse((await kind('get', 'kubeconfig', '--name', kinds, ...flags)).stdout),
      )
    }
    expect(await cli('export', 'kubeconfig', '--name', kinds)).toMatchObject({ code: 0 })
    expect(await kubectl('get', 'nodes', '--output', 'name')).toMatchObject({ code: 0, stdout: `node/${kinds}-control-plane\n` })
  })

  test('load an image, once', async () => {
    expect((await cli('load', 'docker-image', image, '--name', kinds)).stderr).toContain(
      `not yet present on node "${kinds}-control-plane", loading...`,
    )
    expect((await cli('load', 'docker-image', image, '--name', kinds)).stderr).toContain('found to be already present on all nodes')
  })

  test('export its logs', async () => {
    const { code, stdout, stderr } = await cli('export', 'logs', join(folder, 'logs-by-us'), '--name', kinds)
    expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: `${join(folder, 'logs-by-us')}\n` })
    expect(await readdir(join(folder, 'logs-by-us', kindNode.name))).toEqual(filesOfNode)
    expect(await readFile(join(folder, 'logs-by-us/boot-timeline.txt'), 'utf8')).toContain('not a cluster of vitest-kind')
  })

  test('take it for tests when it is named, and only then', async () => {
    const { handle: taken, keep } = await acquireCluster({ name: kinds, reuse: 'existing', images: [image] }, context)
    expect(taken).toMatchObject({ name: kinds, adopted: true, nodes: [{ name: `${kinds}-control-plane` }] })
    expect(keep, 'the end of the run leaves it alone').toBe(true)
    await expect(acquireCluster({ name: kinds, reuse: 'always' }, context)).rejects.toThrow(
      /^KIND_CLUSTER_DIFFERS[\s\S]*it was not made by vitest-kind[\s\S]*reuse: 'existing'/,
    )
    await expect(acquireCluster({ name: 'interop-none', reuse: 'existing' }, context)).rejects.toThrow(
      'KIND_CLUSTER_UNKNOWN: no cluster named "interop-none"',
    )
    expect((await kind('get', 'nodes', '--name', kinds)).stdout).toBe(`${kinds}-control-plane\n`)
  })

  test('delete it with its context', async () => {
    expect(await cli('delete', 'cluster', '--name', kinds)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`Deleted nodes: ["${kinds}-control-plane"]`),
    })
    expect((await kind('get', 'clusters')).stdout.split('\n')).not.toContain(kinds)
    expect((await kubectl('config', 'get-contexts', '--output', 'name')).stdout.split('\n')).not.toContain(`kind-${kinds}`)
  })
})

test('kind deletes a cluster of ours', async () => {
  expect(await kind('delete', 'cluster', '--name', ours)).toMatchObject({
    code: 0,
    stderr: expect.stringContaining(`${ours}-control-plane`),
  })
  expect(await findNodes(engine, ours)).toEqual([])
})
