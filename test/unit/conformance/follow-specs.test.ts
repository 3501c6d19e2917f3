import { expect, test } from 'vitest'
import { followSpecs } from '../../conformance/results/follow-specs.ts'
import type { SuiteLine } from '../../conformance/results/results.ts'

const begun = (spec: string): SuiteLine => ({ spec, event: 'begun' })
const ended = (spec: string, state: string): SuiteLine => ({ spec, event: 'ended', state, seconds: 3 })
const goesOn = { isOver: false, isTold: false }
const minutes = 60_000

test('results come once each, as their lines do', () => {
  const followed = followSpecs(10 * minutes)
  const lines = [begun('a'), ended('a', 'passed'), begun('b')]
  expect(followed.hear(lines, 0, goesOn)).toEqual([{ spec: 'a', result: { outcome: 'passed', seconds: 3 } }])
  expect(followed.hear(lines, 1, goesOn)).toEqual([])
  expect(followed.hear([...lines, ended('b', 'failed')], 2, goesOn)).toMatchObject([{ spec: 'b', result: { outcome: 'failed' } }])
})

test('a spec that has had its time is told to be late, and has failed, whether it heeds the interrupt or not', () => {
  const late = { spec: 'a', result: { outcome: 'failed', seconds: 660, why: 'ran over 10 min' } }
  const heeds = followSpecs(10 * minutes)
  heeds.hear([begun('a')], 0, goesOn)
  expect(heeds.isTooLate(9 * minutes)).toBe(false)
  expect(heeds.isTooLate(11 * minutes)).toBe(true)
  expect(heeds.hear([begun('a'), ended('a', 'interrupted')], 11 * minutes, goesOn)).toEqual([late])
  const deaf = followSpecs(10 * minutes)
  deaf.hear([begun('a')], 0, goesOn)
  expect(deaf.hear([begun('a')], 11 * minutes, { isOver: true, isTold: false })).toEqual([late])
})

test('of what was under way when the run was to end, nothing is known', () => {
  const followed = followSpecs(10 * minutes)
  followed.hear([begun('a')], 0, goesOn)
  expect(followed.hear([begun('a'), ended('a', 'interrupted')], 1 * minutes, { isOver: true, isTold: true })).toEqual([])
})
