import { expect, test } from 'vitest'
import { mergePatch } from '../../../../src/plan/kubeadm/merge-patch.ts'

test('fields are merged, null deletes, everything else takes the place of what was there', () => {
  expect(mergePatch({ a: { b: 1, c: [1, 2] }, d: 1 }, { a: { c: [3] }, d: null, e: {} })).toEqual({ a: { b: 1, c: [3] }, e: {} })
})

test('what is new comes without its nulls', () => {
  expect(mergePatch({}, { a: { b: null, c: 1 } })).toEqual({ a: { c: 1 } })
})
