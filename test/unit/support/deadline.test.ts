import { once } from 'node:events'
import { expect, test } from 'vitest'
import { startDeadline, type Deadline } from '../../../src/support/deadline.ts'

const outcome = (deadline: Deadline): string => {
  try {
    deadline.check('the moon')
    return 'time is left'
  } catch (error) {
    return (error as Error).message
  }
}
const ended = async ({ signal }: Deadline): Promise<unknown> => signal.aborted || once(signal, 'abort')
const spent = 'KIND_TIMED_OUT: the moon did not happen within 0.0 s (bootTimeout)'
const cancelled = 'KIND_CANCELLED: cancelled while waiting for the moon'
const widerUp = 'KIND_TIMED_OUT: the moon did not happen before the time was up'

test('a budget that is spent, and one that somebody ended', async () => {
  expect(outcome(startDeadline('bootTimeout', 60_000))).toBe('time is left')
  expect(outcome(startDeadline('bootTimeout', 60_000, AbortSignal.abort()))).toBe(cancelled)
  expect(outcome(startDeadline('bootTimeout', 0))).toBe(spent)
})

test("a wider budget's end is a timeout, too, and no cancellation", async () => {
  const wide = startDeadline('bootTimeout', 10)
  const narrow = startDeadline('health', 60_000, wide.signal)
  await ended(narrow)
  expect(outcome(narrow)).toBe(widerUp)
})

test('what came first stays the reason', async () => {
  const cancel = new AbortController()
  const deadline = startDeadline('bootTimeout', 500, cancel.signal)
  const other = startDeadline('bootTimeout', 500)
  cancel.abort()
  await ended(other)
  expect(outcome(deadline)).toBe(cancelled)
  expect(outcome(other.until(AbortSignal.abort()))).toMatch(/^KIND_/)
})

test('a part of the work has the same budget and may be ended alone', async () => {
  const stage = new AbortController()
  const whole = startDeadline('bootTimeout', 1_000)
  const part = whole.until(stage.signal)
  const wide = startDeadline('bootTimeout', 60_000)
  stage.abort()
  expect([outcome(part), outcome(whole), outcome(wide.until(stage.signal)), outcome(wide)]).toEqual([
    cancelled,
    'time is left',
    cancelled,
    'time is left',
  ])
  await ended(whole)
  const spentWhole = spent.replace('0.0 s', '1.0 s')
  expect(outcome(whole)).toBe(spentWhole)
  expect(outcome(whole.until(AbortSignal.any([])))).toBe(spentWhole)
})
