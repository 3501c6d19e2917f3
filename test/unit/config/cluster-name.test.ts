import { expect, test } from 'vitest'
import { parseClusterName } from '../../../src/config/cluster-name.ts'

test.each(['web', 'a', '1.10', 'v1', 'web-2', 'a.b', 'a-', `w${'e'.repeat(80)}`])('%s is a name', (name) => {
  expect(parseClusterName(name)).toBe(name)
})

test.each([
  '',
  ' ',
  '.',
  '..',
  '../..',
  '/',
  '/etc',
  'a/b',
  'a/../b',
  '-a',
  '.a',
  'Web',
  'a b',
  'a\n',
  'a\0',
  'ä',
  '~',
  '*',
  '$NAME',
  'a\\b',
])('%j is none, and says so', (name) => {
  expect(() => parseClusterName(name)).toThrow(/^KIND_CONFIG_INVALID: (no cluster can be named |no cluster name was given)/)
})

test.each([undefined, null, 7, {}, ['web']])('%j is none either: a program without types may hand it over', (name) => {
  expect(() => parseClusterName(name as string)).toThrow('KIND_CONFIG_INVALID')
})
