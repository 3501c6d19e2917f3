import { expect, test } from 'vitest'
import { mergePatch } from '../../../src/plan/merge-patch.ts'

test('fields are merged, null deletes, everything else takes the place of what was there', () => {
  expect(mergePatch({ a: { b: 1, c: [1, 2] }, d: 1 }, { a: { c: [3] }, d: null, e: {} })).toEqual({ a: { b: 1, c: [3] }, e: {} })
})

test('arguments are merged name by name, as a list and as the map they were before', () => {
  const document = { apiServer: { extraArgs: [{ name: 'v', value: '1' }, { name: 'audit', value: 'a' }, { name: 'gone', value: 'x' }] } }
  const expected = { apiServer: { extraArgs: [{ name: 'audit', value: 'a' }, { name: 'v', value: '4' }, { name: 'new', value: 'true' }] } }
  expect(mergePatch(document, { apiServer: { extraArgs: [{ name: 'v', value: '4' }, { name: 'gone', value: null }, { name: 'new', value: true }] } })).toEqual(expected)
  expect(mergePatch(document, { apiServer: { extraArgs: { v: '4', gone: null, new: true } } })).toEqual(expected)
  expect(mergePatch({ scheduler: {} }, { scheduler: { extraArgs: { v: '4' } } })).toEqual({ scheduler: { extraArgs: [{ name: 'v', value: '4' }] } })
})

test('names of the API server are added to those that are there', () => {
  expect(mergePatch({ certSANs: ['localhost'] }, { certSANs: ['api.example', 'localhost'] })).toEqual({ certSANs: ['localhost', 'api.example'] })
})
