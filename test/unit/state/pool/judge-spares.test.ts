import { expect, test } from 'vitest'
import { chooseNumber, judgePool, judgeSpare, type SpareFacts } from '../../../../src/state/pool/judge-spares.ts'

const hour = 3_600_000
const limits = { size: 1, ttlMs: hour, nodes: 1 }
const waiting: SpareFacts = {
  name: 'vitest-pool-a-1',
  createdAtMs: 1_000,
  states: ['paused'],
  nodes: 1,
  pooled: true,
  makerGone: true,
  inUse: false,
}

test.each<[string, Partial<SpareFacts>, string, string?]>([
  ['that waits', {}, 'waiting'],
  ['that waits, its maker alive', { makerGone: false }, 'waiting'],
  ['that is being made', { pooled: false, states: ['running'], makerGone: false }, 'making'],
  ['whose maker died', { pooled: false, states: ['running'] }, 'gone', 'half-way'],
  ['that a run has', { states: ['running'], inUse: true }, 'taken'],
  ['that a run is just thawing', { states: ['running', 'paused'], nodes: 2, inUse: true }, 'taken'],
  ['whose run died', { states: ['running'] }, 'gone', 'whoever took it has ended'],
  ['after the engine was restarted', { states: ['exited'] }, 'gone', 'it is exited'],
  ['of which a node is gone', { nodes: 0 }, 'gone', '0 of 1 nodes'],
  ['that nobody took', { createdAtMs: 999 - hour }, 'gone', 'in time'],
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
  expect(judge([named('a'), named('b', { pooled: false, makerGone: false })], 2)).toEqual({ left: ['a'], remove: [], missing: 0 })
  expect(judge([named('a', { states: ['running'], inUse: true })], 1)).toEqual({ left: [], remove: [], missing: 1 })
  expect(judge([named('a')], 0)).toEqual({ left: [], remove: ['a'], missing: 0 })
})

test('a number is given that no cluster bears', () => {
  expect(chooseNumber(['a-1', 'a-3'], (number) => `a-${number}`)).toBe(2)
})
