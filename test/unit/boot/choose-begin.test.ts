import { readdir, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { chooseBegin } from '../../../src/boot/choose-begin.ts'
import type { Engine } from '../../../src/docker/connect.ts'
import { readKey } from '../../../src/state/read-key.ts'
import { snapshotPath, writeSnapshot } from '../../../src/state/snapshot/snapshot-file.ts'
import { startFakeEngine } from '../../support/fake-engine.ts'
import { makeFolder } from '../../support/make-folder.ts'
import { samplePlan } from '../../support/sample-plan.ts'
import { emptyState as state } from '../../support/sample-state.ts'

// Nothing here asks one.
const engine = {} as Engine
const by = '1.0.0'

test('without a wish a boot begins from nothing, and leaves nothing', async () => {
  expect(await chooseBegin(engine, { plan: samplePlan({}), packageVersion: by, notice: expect.unreachable })).toEqual({
    key: undefined,
    state: undefined,
  })
})

test('a snapshot in the folder is what it begins with; where there is none, its key says what to write', async () => {
  const snapshot = await makeFolder()
  const plan = samplePlan({ snapshot })
  const key = await readKey(plan, by)
  expect(await chooseBegin(engine, { plan, packageVersion: by, notice: expect.unreachable })).toEqual({ key, state: undefined })
  await writeSnapshot(snapshotPath(snapshot, key), { state, header: { key, kubernetes: 'v1.37.2', createdAtMs: 1, by } })
  expect(await chooseBegin(engine, { plan, packageVersion: by, notice: expect.unreachable })).toEqual({ key, state })
})

test('one that is damaged is said in one line, and goes', async () => {
  const snapshot = await makeFolder()
  const plan = samplePlan({ snapshot })
  const key = await readKey(plan, by)
  await writeFile(snapshotPath(snapshot, key), 'not a snapshot\n')
  const told: string[] = []
  expect(await chooseBegin(engine, { plan, packageVersion: by, notice: (text) => void told.push(text) })).toEqual({ key, state: undefined })
  expect(told).toEqual([
    `the snapshot ${snapshotPath(snapshot, key)} cannot be put back: it is no state of a cluster; the boot begins from nothing`,
  ])
  expect(await readdir(snapshot)).toEqual([])
})

test('a state of another Kubernetes is refused', async () => {
  const plan = samplePlan({})
  await expect(
    chooseBegin(engine, {
      plan,
      begin: { state: { ...state, kubernetesVersion: 'v1.20.0' } },
      packageVersion: by,
      notice: expect.unreachable,
    }),
  ).rejects.toMatchObject({ code: 'KIND_STATE_UNUSABLE', facts: { what: expect.stringContaining('v1.20.0') } })
})

test('images are refused by nodes of another platform, and taken where it is only written in another way', async () => {
  const plan = samplePlan({})
  const path = `GET /images/${plan.nodes[0]!.image.reference}/json`
  const begin = async (nodes: object, platform: string): Promise<unknown> => {
    await using fake = await startFakeEngine({ [path]: [{ body: { Id: 'sha256:1', Config: {}, ...nodes } }] })
    const images = { platform, images: [], documents: [], layers: [] }
    const given = { state: { ...state, images }, layers: { bytes: 1, open: expect.unreachable } }
    return await chooseBegin(await fake.connect(), { plan, begin: given, packageVersion: by, notice: expect.unreachable })
  }
  const arm = { Os: 'linux', Architecture: 'arm64', Variant: 'v8' }
  expect(await begin(arm, 'linux/arm64')).toMatchObject({ state: { images: { platform: 'linux/arm64' } }, layers: { bytes: 1 } })
  const error = await begin(arm, 'linux/amd64').catch((reason: unknown) => reason)
  expect((error as Error).message).toMatchInlineSnapshot(`
    "KIND_STATE_UNUSABLE: the images of a state of linux/amd64 cannot run in nodes of linux/arm64/v8
      seen   node image: vitest-kind/node:v1.37.2
      do     vitest-kind snapshot save --no-images makes a snapshot without them, for every platform"
  `)
})
