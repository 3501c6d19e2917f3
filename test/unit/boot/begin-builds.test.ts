import { expect, test } from 'vitest'
import { loadLateBuilds } from '../../../src/boot/actions/load-late-builds.ts'
import { lateActions } from '../../../src/boot/actions/index.ts'
import { beginBuilds } from '../../../src/boot/begin-builds.ts'
import { startFakeEngine } from '../../support/fake-engine.ts'

test('where nothing is built there is nothing to wait for, and load-late-builds is left out', async () => {
  await using fake = await startFakeEngine({})
  const builds = beginBuilds(await fake.connect(), [{ reference: 'shop:1' }, { archive: '/tmp/shop.tar' }])
  expect([builds.hasRest(), builds.takeBuilt(), await builds.awaitRest()]).toEqual([false, [], []])
  await builds.stop()
  expect(lateActions).toEqual([loadLateBuilds])
})

test('a build that fails says so at once, and one that is stopped does not', async () => {
  await using fake = await startFakeEngine({})
  const engine = await fake.connect()
  const build = { folder: import.meta.dirname, dockerfile: 'Dockerfile', args: {}, tag: 'shop:1' }
  // An engine that knows nothing of builds.
  const failing = beginBuilds(engine, [{ build }])
  const rest = failing.awaitRest()
  await expect(rest).rejects.toMatchObject({ code: 'KIND_BUILD_FAILED' })
  expect(failing.failed.reason).toMatchObject({ code: 'KIND_BUILD_FAILED' })
  const stopped = beginBuilds(engine, [{ build }])
  await stopped.stop()
  expect([stopped.failed.aborted, stopped.takeBuilt()]).toEqual([false, []])
}, 30_000)
