// What an engine without room answers, in the words of Docker 20.10 (test/long/full-engine.test.ts has them of a real one).
import { expect, test } from 'vitest'
import type { Engine } from '../../../../src/docker/connect.ts'
import { createUnpackedVolume } from '../../../../src/state/unpacked/unpacked-volumes.ts'
import { keepPrepared } from '../../../../src/state/prepared/prepared-image.ts'
import { describeReason, DockerError, type KindError } from '../../../../src/support/errors.ts'
import { startFakeEngine, type Replies } from '../../../support/fake-engine.ts'
import { emptyState } from '../../../support/sample-state.ts'

const key = '0123456789abcdef'
const header = { key, kubernetes: 'v1.37.2', createdAtMs: 1, by: '1.0.0' }

async function tell(replies: Replies, work: (engine: Engine) => Promise<unknown>) {
  await using fake = await startFakeEngine(replies)
  const error = await work(await fake.connect()).catch((reason: unknown) => reason)
  return [(error as KindError).code, describeReason(error)]
}

test.for([
  ['in its answer', { status: 500, body: { message: 'mkdir /var/lib/docker/overlay2/4c01: no space left on device' } }],
  [
    'after it has answered',
    { body: '{"status":"importing"}\n{"errorDetail":{},"error":"mkdir /var/lib/docker/overlay2/4c01: no space left on device"}\n' },
  ],
] as const)('a state that finds no room is told in a line, whether the engine says so %s', async ([, reply]) => {
  expect(await tell({ 'POST /images/create': [reply] }, (engine) => keepPrepared(engine, emptyState, header))).toEqual([
    'KIND_DISK_FULL',
    `image vitest-kind/prepared:${key} could not be made: the disk of the engine's host is full (mkdir /var/lib/docker/overlay2/4c01: no space left on device)`,
  ])
})

test('so is a volume', async () => {
  const message = "error while creating volume root path '/v': mkdir /v: no space left on device"
  expect(
    await tell({ 'POST /volumes/create': [{ status: 500, body: { message } }] }, (engine) => createUnpackedVolume(engine, key)),
  ).toEqual(['KIND_DISK_FULL', `volume vitest-kind-unpacked-${key} could not be made: the disk of the engine's host is full (${message})`])
})

test('of a program in a container the line that says it is told, and of another failure what failed alone', () => {
  const failed = (seen: readonly string[]): DockerError =>
    new DockerError('KIND_DOCKER_FAILED', { what: '"ctr" exited with 1 on web', seen })
  expect(describeReason(failed(['ctr: write /kind/unpacked/x: no space left on device', 'time="…" level=info']))).toBe(
    '"ctr" exited with 1 on web (ctr: write /kind/unpacked/x: no space left on device)',
  )
  expect(describeReason(failed(['ctr: not found']))).toBe('"ctr" exited with 1 on web')
  expect(describeReason(new Error('odd\nat x'))).toBe('odd')
})
