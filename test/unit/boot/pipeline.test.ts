import { expect, test } from 'vitest'
import type { BootAction } from '../../../src/boot/action.ts'
import { ActionFailure, runActions } from '../../../src/boot/pipeline.ts'
import type { ProgressEvent } from '../../../src/support/progress.ts'

type Context = { readonly signal: AbortSignal }

function action(name: string, run: (context: Context) => Promise<void> = async () => undefined): BootAction<Context> {
  return { name, run }
}

function start(list: Parameters<typeof runActions<Context>>[0], signal = new AbortController().signal): { events: string[]; done: Promise<unknown> } {
  const events: string[] = []
  const onProgress = (event: ProgressEvent): void => void events.push(`${event.type} ${'action' in event ? event.action : event.text}`)
  return { events, done: runActions(list, { signal }, { cluster: 'web', onProgress }) }
}

test('actions run in order, those of an inner array at once', async () => {
  const { events, done } = start([action('one'), [action('two'), action('three')], action('four')])
  await done
  expect(events).toEqual(['started one', 'finished one', 'started two', 'started three', 'finished two', 'finished three', 'started four', 'finished four'])
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

test('a cancelled boot starts nothing more', async () => {
  const cancel = new AbortController()
  const { events, done } = start([action('one', async () => cancel.abort()), action('two')], cancel.signal)
  await expect(done).rejects.toMatchObject({ action: 'two' })
  expect(events).toEqual(['started one', 'finished one', 'started two', 'failed two'])
})
