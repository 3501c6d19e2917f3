// A node image for arm64, made on amd64: what is in it, and how far a node of it comes where its processor is emulated. Debian's qemu passes on
// neither what filters packets nor what a container's keeper needs, so there are no pods and no cluster.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { arch } from 'node:os'
import { afterAll, beforeAll, describe, expect, onTestFinished } from 'vitest'
import {
  addDebianArchitecture,
  ARM64_BUILD_PACKAGES,
  ensureDebianPackages,
  findMissingPackages,
  IMAGE_BUILD_PACKAGES,
  mayInstallPackages,
} from '../../.ci/host/debian-packages.ts'
import { baseImage } from '../../images/base/build-base.ts'
import { defaultKubernetes as kubernetes, oldestKubernetes } from '../../images/kubernetes-versions.ts'
import { nodeImageName } from '../../images/node/assemble.ts'
import { planPreloadedImages } from '../../images/node/plan-images.ts'
import { readImageContents } from '../../images/target/check-image.ts'
import versions from '../../images/versions.json' with { type: 'json' }
import { connectEngine, type Engine } from '../../src/docker/connect.ts'
import { findImage } from '../../src/docker/images/images.ts'
import { awaitLogLine } from '../../src/docker/logs.ts'
import { PAUSED, test as base } from '../support/base-node.ts'
import { runCli } from '../support/run-cli.ts'
import { signalContainer } from '../../src/docker/containers.ts'
import { emulateArm64, emulatesArm64 } from './emulate.ts'

const [native, image] = [nodeImageName(kubernetes), `${nodeImageName(kubernetes)}-arm64`]
const build = ['build', 'node-image', '--arch', 'arm64']
const preloaded = planPreloadedImages(kubernetes)

/** A node of the image, released. On the engine's own bridge: elsewhere the entrypoint changes rules of packets. */
const test = base.extend('node', async ({ engine, boot, signal }) => {
  const id = await boot({ Image: image, Entrypoint: PAUSED, HostConfig: { NetworkMode: 'bridge' } })
  await awaitLogLine(engine, id, /^paused-boot: waiting for SIGUSR1/, signal)
  await signalContainer(engine, id, 'SIGUSR1')
  return id
})

beforeAll(async () => {
  if (arch() !== 'x64') throw new Error(`this is about an image for arm64 that is made on amd64, and this host is ${arch()}`)
  if (!mayInstallPackages()) return
  if (findMissingPackages(ARM64_BUILD_PACKAGES).length > 0) await addDebianArchitecture('arm64')
  await ensureDebianPackages([...IMAGE_BUILD_PACKAGES, ...ARM64_BUILD_PACKAGES])
}, 600_000)

test('where the engine runs no programs of arm64, that is told before anything is built', async ({ engine, skip }) => {
  skip(await emulatesArm64(engine), 'this engine runs them without our doing')
  const before = await engine.docker.listImages({ all: true })
  const { code, stdout, stderr } = await runCli([...build, '--version', oldestKubernetes])
  expect(stderr).toMatch(/^KIND_HOST_UNFIT: the engine runs no programs of arm64: .*\n {2}seen {3}exec \/probe: exec format error\n/)
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(await engine.docker.listImages({ all: true })).toHaveLength(before.length)
})

describe('where it does', () => {
  let stop: (() => void) | undefined
  let own: readonly (string | undefined)[]

  const readOwn = (engine: Engine): Promise<readonly (string | undefined)[]> =>
    Promise.all(
      [native, baseImage, 'vitest-kind/debian:bookworm', 'debian:bookworm-slim'].map(async (name) => (await findImage(engine, name))?.id),
    )

  // The programs take a quarter of an hour to compile where nothing is there yet, and Debian's packages some minutes to set up.
  beforeAll(async () => {
    const engine = await connectEngine(process.env, new AbortController().signal)
    own = await readOwn(engine)
    stop = await emulateArm64(engine)
    const began = performance.now()
    const { code, stdout, stderr } = await runCli(build)
    expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: `${image}\n` })
    process.stdout.write(`${stderr}built in ${Math.round((performance.now() - began) / 1000)} s\n`)
  }, 3_600_000)

  afterAll(() => stop?.())

  test("the image is for linux/arm64, and the engine's own images are what they were", async ({ engine }) => {
    expect((await findImage(engine, image))?.platform).toBe('linux/arm64')
    expect(await readOwn(engine)).toEqual(own)
    expect((await findImage(engine, native))?.platform).toBe('linux/amd64')
  })

  test('it says of itself what the image for amd64 says', async ({ engine }) => {
    const hash = { 'io.vitest-kind.image.hash': expect.stringMatching(/^[0-9a-f]{12}$/) }
    expect((await findImage(engine, image))?.labels).toEqual({ ...(await findImage(engine, native))?.labels, ...hash })
  })

  test('every program and library in it is for arm64, and every preloaded image', async ({ engine }) => {
    const [here, there] = [await readImageContents(engine, image), await readImageContents(engine, native)]
    expect(Object.keys(here.programs)).toEqual(['arm64'])
    expect(Object.keys(there.programs)).toEqual(['amd64'])
    const entrypoints = [...new Set(preloaded.map(({ entrypoint }) => entrypoint[0] ?? ''))].toSorted()
    expect([here, there].map(({ images }) => Object.entries(images).map(([name, list]) => [name, [...new Set(list)].toSorted()]))).toEqual([
      [['arm64', entrypoints]],
      [['amd64', entrypoints]],
    ])
    process.stdout.write(`${here.programs['arm64']?.length} programs and libraries, ${here.images['arm64']?.length} images\n`)
  })

  test('a second build finds it there', async () => {
    expect((await runCli(build)).stderr).toMatch(/ is present and up to date\n$/)
  })

  test('its programs run, and are of the versions that they should be', async ({ node, sh }) => {
    const asked = ['uname -m', 'kubeadm version -o short', 'kubelet --version', 'crictl --version', 'runc --version | head -1']
    expect((await sh(node, asked.join('; '))).split('\n')).toEqual([
      'aarch64',
      kubernetes,
      `Kubernetes ${kubernetes}`,
      `crictl version ${versions['cri-tools'].version}`,
      `runc version ${versions.runc.version.slice(1)}`,
    ])
  })

  test('a node boots as far as containerd, which has every image', async ({ node, sh }) => {
    await expect.poll(() => sh(node, 'systemctl is-active containerd || true'), { timeout: 60_000 }).toBe('active')
    const { images } = JSON.parse(await sh(node, 'crictl images --output json')) as { images: { repoTags: string[] }[] }
    expect(images.flatMap(({ repoTags }) => repoTags).toSorted()).toEqual(preloaded.map(({ name }) => name).toSorted())
  })

  test('etcd and an API server of it answer, and keep what they are given', async ({ node, sh }) => {
    const began = performance.now()
    const script = await readFile(join(import.meta.dirname, 'control-plane.sh'), 'utf8')
    const answer = await sh(node, script)
    expect(answer).toContain('"platform": "linux/arm64"')
    expect(answer).toMatch(/arm64$/)
    process.stdout.write(`an API server has answered after ${Math.round((performance.now() - began) / 1000)} s\n`)
  })

  test('a cluster of such nodes fails within seconds, and says that they are emulated', async () => {
    const name = 'arm64-emulated'
    onTestFinished(async () => void (await runCli(['delete', 'cluster', '--name', name])))
    const { code, stderr } = await runCli(['create', 'cluster', '--name', name, '--image', image])
    expect(stderr).toContain(
      'cause  the node image is for linux/arm64 and the engine runs linux/amd64: the emulation of its processor has neither',
    )
    expect(code).toBe(1)
  })
})
