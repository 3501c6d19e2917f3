import { expect, test } from 'vitest'
import { runLanes } from '../../conformance/run/lanes.ts'

const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
const specs = letters.map((name) => ({ name, isSerial: name > 'e', isSlow: false }))

test('specs run beside each other, those that want the cluster for themselves when all others are done', async () => {
  const begun: string[] = []
  let running = 0
  let most = 0
  const run = async (names: readonly string[]): Promise<string[]> => {
    begun.push(...names)
    running += 1
    most = Math.max(most, running)
    if (names.includes('f')) expect(running).toBe(1)
    await new Promise((resolve) => setImmediate(resolve))
    running -= 1
    return []
  }
  await runLanes(specs, { lanes: 2, atOnce: 2, signal: new AbortController().signal, run })
  expect(begun).toEqual(letters)
  expect(most).toBe(2)
})

test('what a process was ended before is run by another; what none gets anywhere with is not tried for ever', async () => {
  const runs: string[][] = []
  const run = async (names: readonly string[]): Promise<string[]> => {
    runs.push([...names])
    return names.filter((name) => name === 'c' || (name === 'b' && names.length > 1))
  }
  await runLanes(specs.slice(0, 3), { lanes: 1, atOnce: 3, signal: new AbortController().signal, run })
  expect(runs).toEqual(
    [
      ['a', 'b', 'c'],
      ['b', 'c'],
      ['b', 'c'],
    ].slice(0, runs.length),
  )
})

test('nothing is begun when it is to end', async () => {
  const stop = new AbortController()
  const runs: string[][] = []
  const run = async (names: readonly string[]): Promise<string[]> => {
    runs.push([...names])
    stop.abort()
    return []
  }
  await runLanes(specs, { lanes: 1, atOnce: 2, signal: stop.signal, run })
  expect(runs).toEqual([['a', 'b']])
})
