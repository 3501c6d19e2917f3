import { expect, test } from 'vitest'
import type { BootAction } from '../../../src/boot/action.ts'
import { ActionFailure, runActions } from '../../../src/boot/pipeline.ts'
import type { ProgressEvent } from '../../../src/support/progress.ts'

type Context = { readonly signal: AbortSignal }

function action(name: string, run: (context: Context) => Promise<void> = async () => undefined): BootAction<Context> {
  return { name, run }
}

function start(
  list: Parameters<typeof runActions<Context>>[0],
  signal = new AbortController().signal,
): { events: string[]; done: Promise<unknown> } {
  const events: string[] = []
  const onProgress = (event: ProgressEvent): void =>
    void events.push(`${event.type} ${'action' in event ? event.action : 'text' in event ? event.text : event.what}`)
  return { events, done: runActions<Context>(list, (until) => ({ signal: until }), { cluster: 'web', onProgress, signal, graceMs: 50 }) }
}

test('actions run in order, those of an inner array at once', async () => {
  const { events, done } = start([action('one'), [action('two'), action('three')], action('four')])
  await done
  expect(events).toEqual([
    'started one',
    'finished one',
    'started two',
    'started three',
    'finished two',
    'finished three',
    'started four',
    'finished four',
  ])
})

test('an action that has nothing to do is not told', async () => {
  const idle = { ...action('idle', () => Promise.reject(new Error('it ran'))), concerns: () => false }
  const { events, done } = start([action('one'), [idle, action('two')], [idle]])
  await done
  expect(events).toEqual(['started one', 'finished one', 'started two', 'finished two'])
})

test('the action that failed is named, with what it threw; later ones do not run', async () => {
  const reason = new Error('no')
  const { events, done } = start([action('one', () => Promise.reject(reason)), action('two')])
  await expect(done).rejects.toSatisfy((error) => error instanceof ActionFailure && error.action === 'one' && error.cause === reason)
  expect(events).toEqual(['started one', 'failed one'])
})

test('when one of a stage fails, the others hear of it and have ended before the failure is told', async () => {
  let ended = false
  const slow = action('slow', async ({ signal }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    ended = true
    throw new Error('aborted, which is not the reason')
  })
  const { done } = start([[slow, action('quick', () => Promise.reject(new Error('the reason')))]])
  await expect(done).rejects.toMatchObject({ action: 'quick' })
  expect(ended).toBe(true)
})

test('when the time is up for several at once, the one that the others wait for is named: the first in the list', async () => {
  const up = new AbortController()
  const wait = (name: string): BootAction<Context> =>
    action(name, ({ signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error(name)))))
  const { done } = start([[wait('makes it'), wait('needs it')]], up.signal)
  const late = wait('needs it')
  const other = start(
    [
      [
        action('makes it', async ({ signal }) => {
          await new Promise((resolve) => signal.addEventListener('abort', resolve))
          await new Promise(setImmediate)
          throw new Error('a turn later')
        }),
        late,
      ],
    ],
    up.signal,
  )
  up.abort(new DOMException('up', 'TimeoutError'))
  await expect(done).rejects.toMatchObject({ action: 'makes it' })
  await expect(other.done).rejects.toMatchObject({ action: 'makes it' })
})

test('a cancelled boot starts nothing more', async () => {
  const cancel = new AbortController()
  const { events, done } = start([action('one', async () => cancel.abort()), action('two')], cancel.signal)
  await expect(done).rejects.toMatchObject({ action: 'two' })
  expect(events).toEqual(['started one', 'finished one', 'started two', 'failed two'])
})

test('an action that does not listen is named, and holds nobody up', async () => {
  const cancel = new AbortController()
  let end: (() => void) | undefined
  const deaf = action('deaf', () => new Promise((resolve) => (end = resolve)))
  const { events, done } = start([[deaf, action('quick')], action('later')], cancel.signal)
  cancel.abort(new DOMException('up', 'TimeoutError'))
  await expect(done).rejects.toMatchObject({
    action: 'deaf',
    cause: { code: 'KIND_TIMED_OUT', facts: { what: 'deaf did not end when the time was up; it is no longer waited for' } },
  })
  end?.()
  await new Promise(setImmediate)
  expect(events).toEqual(['started deaf', 'started quick', 'finished quick', 'failed deaf'])
})

test("beside a deaf action the one that failed is the reason, and what the deaf one throws later is nobody's", async () => {
  let fail: ((error: Error) => void) | undefined
  const deaf = action('deaf', () => new Promise((_resolve, reject) => (fail = reject)))
  const { events, done } = start([[deaf, action('quick', () => Promise.reject(new Error('the reason')))]])
  await expect(done).rejects.toMatchObject({ action: 'quick', cause: { message: 'the reason' } })
  fail?.(new Error('late'))
  await new Promise(setImmediate)
  expect(events).toEqual(['started deaf', 'started quick', 'failed quick', 'failed deaf'])
})
