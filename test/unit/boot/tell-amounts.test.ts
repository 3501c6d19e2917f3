import { expect, test } from 'vitest'
import { tellAmounts } from '../../../src/boot/tell-amounts.ts'
import type { ProgressEvent } from '../../../src/support/progress.ts'

test('of each thing few events are told, its end always, and nothing twice', () => {
  const events: ProgressEvent[] = []
  const tell = tellAmounts('web', (event) => events.push(event))
  const pull = (done: number, layers: number, what = 'pulling a'): void =>
    tell({ what, done, total: 1_000, unit: 'bytes', layers: { done: layers, total: 2 } })
  for (let done = 0; done < 1_000; done += 1) pull(done, 0)
  pull(5, 0, 'pulling b')
  // Downloaded, and not yet unpacked.
  for (let times = 0; times < 100; times += 1) pull(1_000, 1)
  tell({ what: 'pulling a', done: 1_000, total: 1_000, unit: 'bytes', layers: { done: 2, total: 2 }, over: true })
  expect(events).toEqual([
    { type: 'amount', cluster: 'web', what: 'pulling a', done: 0, total: 1_000, unit: 'bytes', layers: { done: 0, total: 2 } },
    { type: 'amount', cluster: 'web', what: 'pulling b', done: 5, total: 1_000, unit: 'bytes', layers: { done: 0, total: 2 } },
    {
      type: 'amount',
      cluster: 'web',
      what: 'pulling a',
      done: 1_000,
      total: 1_000,
      unit: 'bytes',
      layers: { done: 2, total: 2 },
      over: true,
    },
  ])
})
