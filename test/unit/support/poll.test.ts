import { expect, test } from 'vitest'
import { startDeadline } from '../../../src/support/deadline.ts'
import { poll } from '../../../src/support/poll.ts'

test('a timeout names what was awaited, whose budget it was and what was seen last', async () => {
  let tries = 0
  const waiting = poll(async (see) => {
    see(`try ${++tries}`)
    return undefined
  }, { deadline: startDeadline('bootTimeout', 30), awaited: 'the moon', everyMs: 10 })
  await expect(waiting).rejects.toMatchObject({ code: 'KIND_TIMED_OUT', facts: { what: 'the moon did not happen within 0.0 s (bootTimeout)', seen: [expect.stringMatching(/^try \d+$/)] } })
})

test('an error counts as not yet, and is what was seen last', async () => {
  const waiting = poll(() => Promise.reject(new Error('refused')), { deadline: startDeadline('bootTimeout', 20), awaited: 'an answer', everyMs: 5 })
  await expect(waiting).rejects.toMatchObject({ facts: { seen: ['refused'] } })
})

test('an error that cannot get better ends the wait at once', async () => {
  const waiting = poll(() => Promise.reject(new Error('gone')), { deadline: startDeadline('bootTimeout', 60_000), awaited: 'an answer', giveUp: () => true })
  await expect(waiting).rejects.toThrow('gone')
})

test('cancelling is not a timeout', async () => {
  const cancel = new AbortController()
  const waiting = poll(async () => cancel.abort(), { deadline: startDeadline('bootTimeout', 60_000, cancel.signal), awaited: 'an answer', everyMs: 60_000 })
  await expect(waiting).rejects.toMatchObject({ code: 'KIND_CANCELLED' })
})
