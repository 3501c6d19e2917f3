import { setTimeout as pause } from 'node:timers/promises'
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
  await pause(30)
  expect(outcome(narrow)).toBe(widerUp)
})

test('what came first stays the reason', async () => {
  const cancel = new AbortController()
  const deadline = startDeadline('bootTimeout', 10, cancel.signal)
  const other = startDeadline('bootTimeout', 10)
  cancel.abort()
  await pause(30)
  expect(outcome(deadline)).toBe(cancelled)
  expect(outcome(other.until(AbortSignal.abort()))).toMatch(/^KIND_/)
})

test('a part of the work has the same budget and may be ended alone', async () => {
  const stage = new AbortController()
  const whole = startDeadline('bootTimeout', 10)
  const part = whole.until(stage.signal)
  const wide = startDeadline('bootTimeout', 60_000)
  stage.abort()
  expect([outcome(part), outcome(whole), outcome(wide.until(stage.signal)), outcome(wide)]).toEqual([
    cancelled,
    'time is left',
    cancelled,
    'time is left',
  ])
  await pause(30)
  expect(outcome(whole)).toBe(spent)
  expect(outcome(whole.until(AbortSignal.any([])))).toBe(spent)
})
