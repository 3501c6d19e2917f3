import { expect, test } from 'vitest'
import { startDeadline } from '../../../src/support/deadline.ts'
import { poll } from '../../../src/support/poll.ts'
import { holdDeadline } from '../../support/hold-deadline.ts'

test('a timeout names what was awaited, whose budget it was and what was seen last', async () => {
  let tries = 0
  const waiting = poll(
    async (see) => {
      see(`try ${++tries}`)
      return undefined
    },
    { deadline: startDeadline('bootTimeout', 1_000), awaited: 'the moon', everyMs: 10 },
  )
  await expect(waiting).rejects.toMatchObject({
    code: 'KIND_TIMED_OUT',
    facts: { what: 'the moon did not happen within 1.0 s (bootTimeout)', seen: [expect.stringMatching(/^try \d+$/)] },
  })
})

test('an error that may pass counts as not yet, and is what was seen last', async () => {
  const { deadline, spend } = holdDeadline()
  let tries = 0
  const refuse = async (): Promise<undefined> => {
    if (++tries === 2) spend()
    throw new Error('refused')
  }
  const waiting = poll(refuse, {
    deadline,
    awaited: 'an answer',
    everyMs: 5,
    retryOn: (error) => error instanceof Error && error.message === 'refused',
  })
  await expect(waiting).rejects.toMatchObject({ facts: { seen: ['refused'] } })
})

test.for([undefined, (error: unknown) => !(error instanceof TypeError)])('any other error ends the wait at once', async (retryOn) => {
  const waiting = poll(() => Promise.reject(new TypeError('gone')), {
    deadline: startDeadline('bootTimeout', 60_000),
    awaited: 'an answer',
    ...(retryOn && { retryOn }),
  })
  await expect(waiting).rejects.toThrow('gone')
})

test('an attempt that the deadline cut short is a timeout, and what was seen before is told', async () => {
  const { deadline, spend } = holdDeadline()
  const waiting = poll(
    (see) => {
      see('before')
      return new Promise((_resolve, reject) => {
        deadline.signal.addEventListener('abort', () => reject(new Error('aborted')))
        spend()
      })
    },
    { deadline, awaited: 'an answer' },
  )
  await expect(waiting).rejects.toMatchObject({ code: 'KIND_TIMED_OUT', facts: { seen: ['before'] } })
})

test('cancelling is not a timeout', async () => {
  const cancel = new AbortController()
  const waiting = poll(async () => cancel.abort(), {
    deadline: startDeadline('bootTimeout', 60_000, cancel.signal),
    awaited: 'an answer',
    everyMs: 60_000,
  })
  await expect(waiting).rejects.toMatchObject({ code: 'KIND_CANCELLED' })
})
