import { expect, test, vi } from 'vitest'
import { createPaces } from '../../../src/support/pace.ts'
import type { Amount, ProgressEvent } from '../../../src/support/progress.ts'
import { tellAmount, tellBytes } from '../../../src/support/tell-amount.ts'
import { watchLong } from '../../../src/support/watch-long.ts'

const pull: Amount = {
  what: 'pulling kindest/node:v1.37.2',
  done: 123_400_000,
  total: 456_000_000,
  unit: 'bytes',
  layers: { done: 4, total: 12 },
}

test.each<[Amount, number | undefined, string]>([
  [pull, 34_000_000, 'pulling kindest/node:v1.37.2, 4 of 12 layers, 123 of 456 MB, 34 MB/s'],
  [{ what: 'pulling a', done: 0, total: 0, unit: 'bytes' }, undefined, 'pulling a, 0 of 0 B'],
  [{ what: 'pulling a', done: 0, total: 2_500_000, unit: 'bytes' }, 0, 'pulling a, 0 of 2.5 MB, 0 B/s'],
  [{ what: 'loading shop:1 into 3 nodes', done: 1_234_567_890, unit: 'bytes' }, 90_500, 'loading shop:1 into 3 nodes, 1.2 GB, 91 kB/s'],
  [{ what: 'building shop:1', done: 2, total: 7, unit: 'steps' }, 0.3, 'building shop:1, step 2 of 7'],
])('%o at %s', (amount, rate, told) => expect(tellAmount({ amount, rate })).toBe(told))

test.each([
  [999, '999 B'],
  [1_000, '1 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [999_500_000, '1.0 GB'],
])('%d bytes', (bytes, told) => expect(tellBytes(bytes)).toBe(told))

test('a rate is that of the last seconds, and of what is over nothing is told any more', () => {
  const paces = createPaces()
  const note = (done: number, atMs: number, what = 'a'): void => paces.note({ what, done, total: 1_000, unit: 'bytes' }, atMs)
  const rates = (): (number | undefined)[] => paces.underWay().map(({ rate }) => rate)
  note(0, 0)
  note(100, 100)
  expect(rates(), 'too little is known').toEqual([undefined])
  note(200, 1_000)
  expect(rates()).toEqual([200])
  note(200, 5_500)
  note(200, 9_000)
  expect(rates(), 'it has stopped').toEqual([0])
  note(1, 9_000, 'b')
  paces.note({ what: 'a', done: 700, total: 1_000, unit: 'bytes', over: true }, 9_100)
  expect(paces.underWay().map(({ amount }) => amount.what)).toEqual(['b'])
})

test('where nothing moves, what takes long is told now and then, and what is quick is not', () => {
  vi.useFakeTimers()
  try {
    const said: string[] = []
    const note = watchLong(({ cluster, text, elapsedMs }) => said.push(`${cluster} ${text} ${elapsedMs / 1_000}`))
    const tell = (event: Partial<ProgressEvent>): void => note({ cluster: 'web', ...event } as ProgressEvent)
    tell({ type: 'started', action: 'ensure-images' })
    tell({ type: 'amount', ...pull, done: 0 })
    vi.advanceTimersByTime(9_000)
    tell({ type: 'amount', ...pull })
    vi.advanceTimersByTime(1_000)
    tell({ type: 'amount', ...pull, done: 456_000_000, layers: { done: 12, total: 12 }, over: true })
    tell({ type: 'finished', action: 'ensure-images', elapsedMs: 10_000 })
    expect(vi.getTimerCount(), 'nothing runs').toBe(0)
    tell({ type: 'started', action: 'create-nodes' })
    tell({ type: 'started', action: 'kubeadm-init' })
    vi.advanceTimersByTime(2_000)
    tell({ type: 'finished', action: 'create-nodes', elapsedMs: 2_000 })
    vi.advanceTimersByTime(60_000)
    tell({ type: 'failed', action: 'kubeadm-init', elapsedMs: 62_000 })
    vi.advanceTimersByTime(60_000)
    expect(said).toEqual([
      'web pulling kindest/node:v1.37.2, 4 of 12 layers, 123 of 456 MB 10',
      'web kubeadm-init 30',
      'web kubeadm-init 60',
    ])
  } finally {
    vi.useRealTimers()
  }
})
