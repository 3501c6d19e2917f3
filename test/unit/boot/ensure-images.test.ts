import { expect, test } from 'vitest'
import { ensureImages } from '../../../src/boot/actions/ensure-images.ts'
import type { ClusterOptions } from '../../../src/config/options.ts'
import { samplePlan } from '../../support/sample-plan.ts'
import { startFakeEngine, type Reply } from '../../support/fake-engine.ts'

const digest = 'sha256:099e049362a1526b2db71494e1947aae99bd16290d7c895f2b7ea312e3cbfaed'
const pulled: Reply = { body: '{"status":"Pull complete"}\n' }
const refused: Reply = { status: 500, body: { message: 'dial tcp: lookup registry-1.docker.io: no such host' } }
const otherBuild = { RepoTags: ['kindest/node:v1.36.4'], RepoDigests: [`kindest/node@sha256:${'0'.repeat(64)}`] }

/** What is asked of a registry, and what is said. */
async function ensure(options: ClusterOptions, images: readonly object[], pull: Reply): Promise<{ pulls: string[]; notices: string[] }> {
  await using fake = await startFakeEngine({ 'GET /images/json': [{ body: images }], 'POST /images/create': [pull] })
  const engine = await fake.connect()
  const notices: string[] = []
  const { spec, policy } = samplePlan(options)
  const signal = new AbortController().signal
  const notice = (text: string): void => void notices.push(text)
  await ensureImages.run({ engine, spec, policy, network: 'kind', owner: '', signal, notice, detail: () => {}, amount: () => {} })
  const pulls = fake.asked.filter((request) => request.startsWith('POST')).map((request) => decodeURIComponent(request.split('=')[1]!))
  return { pulls, notices }
}

test('a minor is pulled by the digest that kind was released with', async () => {
  expect(await ensure({ version: '1.36' }, [], pulled)).toEqual({ pulls: [`kindest/node:v1.36.4@${digest}`], notices: [] })
})

test('a built image is taken before a pull', async () => {
  expect(await ensure({ version: '1.36' }, [{ RepoTags: ['vitest-kind/node:v1.36.4'] }], pulled)).toEqual({ pulls: [], notices: [] })
})

test('a full version that kind was not released with is pulled by its tag, and that is told', async () => {
  const { pulls, notices } = await ensure({ version: 'v1.36.2' }, [], pulled)
  expect(pulls).toEqual(['kindest/node:v1.36.2'])
  expect(notices).toEqual([expect.stringContaining('kindest/node:v1.36.2 is taken by its tag, untried')])
})

test("another build under the same tag gives way to kind's, and serves where that cannot be had", async () => {
  expect(await ensure({ version: '1.36' }, [otherBuild], pulled)).toEqual({ pulls: [`kindest/node:v1.36.4@${digest}`], notices: [] })
  const { notices } = await ensure({ version: '1.36' }, [otherBuild], refused)
  expect(notices).toEqual([expect.stringContaining('which could not be pulled')])
})

test.for([
  ['1.37', 'do     npx vitest-kind build node-image (needs'],
  ['1.35', 'do     npx vitest-kind build node-image --version 1.35 (needs'],
  ['1.34.11', 'do     npx vitest-kind build node-image --version 1.34.11 (needs'],
  ['1.36.2', 'do     docker load an archive that has kindest/node:v1.36.2, or name another image'],
])('without any image of %s the error says what can be done', async ([version, remedy]) => {
  const outcome = ensure({ version: version! }, [], refused)
  await expect(outcome).rejects.toThrow(/^KIND_IMAGE_MISSING: no node image for Kubernetes .*\n.*\n.*no such host/)
  await expect(outcome).rejects.toThrow(remedy)
})
