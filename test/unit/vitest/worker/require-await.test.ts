// A matcher that is not awaited fails its test, whatever it would have come to: seen by the real Vitest, in test/plugin/waits.test.ts;
// here, what counts as awaited.
import { expect as plain, test } from 'vitest'
import { expect } from '../../../../src/vitest/worker/expect.ts'

const wrongUse = /the list is empty/

test('await, then, catch, Promise.all, finally and rejects are', async () => {
  const outcomes = await Promise.all([
    expect([]).toBeReady().then(undefined, String),
    expect([]).toBeReady().catch(String),
    (async () => await expect([]).not.toBeReady())().catch(String),
    Promise.allSettled([expect([]).toBeGone()]).then(([one]) => String(one.status === 'rejected' && one.reason)),
    expect([])
      .toBeGone()
      .finally(() => undefined)
      .catch(String),
  ])
  for (const outcome of outcomes) plain(outcome).toMatch(wrongUse)
  await plain(expect([]).toBeReady()).rejects.toThrow(wrongUse)
})
