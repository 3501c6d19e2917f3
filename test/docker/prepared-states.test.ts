// What the engine keeps of prepared boots, and what is said where it is damaged, of another kind, or cannot be kept.
import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { chooseBegin } from '../../src/boot/choose-begin.ts'
import { connectEngine } from '../../src/docker/connect.ts'
import { findImage } from '../../src/docker/images/images.ts'
import { makeFileImage } from '../../src/docker/images/file-image.ts'
import type { ClusterPlan } from '../../src/plan/plan.ts'
import { encodeState } from '../../src/state/encode-state.ts'
import { keepPrepared, preparedName } from '../../src/state/prepared/prepared-image.ts'
import { readKey } from '../../src/state/read-key.ts'
import { startEngineProxy } from '../support/engine-proxy.ts'
import { test as base } from '../support/engine-test.ts'
import { samplePlan } from '../support/sample-plan.ts'
import { emptyState as state } from '../support/sample-state.ts'

const by = '1.0.0'

interface Kept {
  readonly plan: ClusterPlan
  readonly key: string
  readonly name: string
}

const test = base.extend('kept', async ({ engine }, { onCleanup }): Promise<Kept> => {
  // Of this test alone.
  const plan = samplePlan({ prepared: true, env: { KEY: randomBytes(8).toString('hex') } })
  const key = await readKey(plan, by)
  onCleanup(() =>
    engine.docker
      .getImage(preparedName(key))
      .remove()
      .catch(() => undefined),
  )
  return { plan, key, name: preparedName(key) }
})

const header = (key: string): Parameters<typeof encodeState>[1] => ({ key, kubernetes: 'v1.37.2', createdAtMs: 1, by })

test('a state is found by what it is of', async ({ engine, kept: { plan, key } }) => {
  await keepPrepared(engine, state, header(key))
  expect(await chooseBegin(engine, { plan, packageVersion: by, notice: expect.unreachable })).toMatchObject({ key, state })
})

test.for([
  ['turned', (bytes: Buffer) => bytes.fill(7, bytes.length - 9, bytes.length - 8), 'it is damaged: its checksum is another one'],
  ['cut off', (bytes: Buffer) => bytes.subarray(0, -20), 'it is cut off'],
  [
    'of a version to come',
    (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('"format":1', '"format":9'), 'latin1'),
    'it has format 9, this version of vitest-kind reads up to 2',
  ],
  ['empty', () => Buffer.alloc(0), 'it is empty'],
] as const)(
  'one that is %s is said, goes, and the boot begins from nothing',
  async ([, damage, why], { engine, kept: { plan, key, name } }) => {
    const content = damage(await encodeState(state, header(key)))
    await makeFileImage(engine, { repository: name.split(':')[0]!, tag: key, labels: {}, content })
    const told: string[] = []
    const begin = await chooseBegin(engine, { plan, packageVersion: by, notice: (text) => void told.push(text) })
    expect(begin).toMatchObject({ key, state: undefined })
    expect(told).toEqual([`the prepared state ${name} cannot be put back: ${why}; the boot begins from nothing`])
    expect(await findImage(engine, name)).toBeUndefined()
  },
)

test('an engine that goes away meanwhile is said to, and has no half of it', async ({ engine, kept: { key, name } }) => {
  const far = await startEngineProxy('127.0.0.1')
  const lost = await connectEngine({ DOCKER_HOST: far.address }, new AbortController().signal)
  await far[Symbol.asyncDispose]()
  await expect(keepPrepared(lost, state, header(key))).rejects.toMatchObject({ code: 'KIND_DOCKER_UNREACHABLE' })
  expect(await findImage(engine, name)).toBeUndefined()
})
