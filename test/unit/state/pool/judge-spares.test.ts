import { expect, test } from 'vitest'
import { chooseNumber, judgePool, judgeSpare, judgeWatch, type SpareFacts } from '../../../../src/state/pool/judge-spares.ts'

const hour = 3_600_000
const limits = { size: 1, trims: true, nodes: 1 }
const waiting: SpareFacts = {
  name: 'vitest-pool-a-1',
  createdAtMs: 1_000,
  states: ['paused'],
  nodes: 1,
  pooledAtMs: 1_000,
  ttlMs: hour,
  makerGone: true,
  makerIsThis: false,
  inUse: false,
}

test.each<[string, Partial<SpareFacts>, string, string?]>([
  ['that waits', {}, 'waiting'],
  ['that waits, its maker alive', { makerGone: false }, 'waiting'],
  ['that is being made', { pooledAtMs: undefined, states: ['running'], makerGone: false }, 'making'],
  ['whose maker died', { pooledAtMs: undefined, states: ['running'] }, 'gone', 'half-way'],
  ['that a run has', { states: ['running'], inUse: true }, 'taken'],
  ['that a run is just thawing', { states: ['running', 'paused'], nodes: 2, inUse: true }, 'taken'],
  ['that a run has before its maker noted that it rests', { pooledAtMs: undefined, states: ['running'], inUse: true }, 'taken'],
  ['whose run died', { states: ['running'] }, 'gone', 'nobody uses it'],
  ['after the engine was restarted', { states: ['exited'] }, 'gone', 'it is exited'],
  ['of which a node is gone', { nodes: 0 }, 'gone', '0 of 1 nodes'],
  ['that nobody took', { pooledAtMs: 999 - hour }, 'gone', 'in time'],
  ['that its maker lets wait for longer', { pooledAtMs: 999 - hour, ttlMs: 2 * hour }, 'waiting'],
])('a spare %s', (_what, facts, is, why) => {
  const verdict = judgeSpare({ ...waiting, ...facts }, { ...limits, nodes: facts.states?.length ?? 1 }, 1_000)
  expect(verdict).toEqual({ is, ...(why !== undefined && { why: expect.stringContaining(why) as string }) })
})

test('the oldest is taken first; what is being made counts; of too many the youngest go', () => {
  const named = (name: string, facts: Partial<SpareFacts> = {}): SpareFacts => ({ ...waiting, name, ...facts })
  const judge = (spares: readonly SpareFacts[], size: number) => {
    const { waiting: left, remove, missing } = judgePool(spares, { ...limits, size }, 5_000)
    return { left: left.map(({ name }) => name), remove: remove.map(({ spare }) => spare.name), missing }
  }
  expect(judge([], 2)).toEqual({ left: [], remove: [], missing: 2 })
  expect(judge([named('b', { createdAtMs: 2_000 }), named('a')], 2)).toEqual({ left: ['a', 'b'], remove: [], missing: 0 })
  expect(judge([named('b', { createdAtMs: 2_000 }), named('a')], 1)).toEqual({ left: ['a'], remove: ['b'], missing: 0 })
  expect(judge([named('a'), named('b', { pooledAtMs: undefined, makerGone: false })], 2)).toEqual({ left: ['a'], remove: [], missing: 0 })
  expect(judge([named('a', { states: ['running'], inUse: true })], 1)).toEqual({ left: [], remove: [], missing: 1 })
  expect(judge([named('a')], 0)).toEqual({ left: [], remove: ['a'], missing: 0 })
})

test('of more than a run asks for none goes: somebody else may want them', () => {
  const { waiting: left, remove, missing } = judgePool([waiting, { ...waiting, name: 'b' }], { ...limits, trims: false }, 5_000)
  expect({ left: left.length, remove, missing }).toEqual({ left: 2, remove: [], missing: 0 })
})

test('a keeper stays for its own, and for those whose maker has ended, until the next one has waited long enough', () => {
  const others = { ...waiting, makerGone: false }
  expect(judgeWatch([], 5_000)).toBe(undefined)
  expect(judgeWatch([others], 5_000), 'its maker looks after it').toBe(undefined)
  expect(judgeWatch([others, { ...others, makerIsThis: true, pooledAtMs: 4_000 }, { ...waiting, ttlMs: 10_000 }], 5_000)).toBe(6_000)
  expect(judgeWatch([waiting], 2 * hour)).toBe(0)
})

test('a number is given that no cluster bears', () => {
  expect(chooseNumber(['a-1', 'a-3'], (number) => `a-${number}`)).toBe(2)
})
