import { expect, test } from 'vitest'
import { createLimit } from '../../../src/support/limit.ts'

test('never more than asked for are at work, and all get their turn in order', async () => {
  const limit = createLimit(2)
  const started: number[] = []
  let running = 0
  const peaks: number[] = []
  await Promise.all(
    [1, 2, 3, 4, 5].map((id) =>
      limit(async () => {
        started.push(id)
        peaks.push(++running)
        await Promise.resolve()
        running -= 1
      }),
    ),
  )
  expect(started).toEqual([1, 2, 3, 4, 5])
  expect(Math.max(...peaks)).toBe(2)
})

test('work that fails gives its place back', async () => {
  const limit = createLimit(1)
  await expect(limit(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  await expect(limit(async () => 'next')).resolves.toBe('next')
})
