import { expect, test as base } from 'vitest'
import { choose, type Entry, manageKubeconfig } from '../../../../src/vitest/worker/test-kubeconfig.ts'

const closed = '/project/.vitest/kind/.no-cluster'
const file = (kubeconfig: string): Entry => ({ scope: 'file', kubeconfig, closed })
const one = (kubeconfig: string): Entry => ({ scope: 'test', kubeconfig, closed })

base.for<[string, readonly Entry[], string | undefined]>([
  ['nothing of ours', [], undefined],
  ['the hooks of a file with one cluster', [file('a')], 'a'],
  ['the hooks of a file with two clusters', [file('a'), file('b')], closed],
  ['a test', [file('a'), one('a')], 'a'],
  ['a test in a file with two clusters', [file('a'), file('b'), one('b')], 'b'],
  ['tests of one cluster at once', [file('a'), one('a'), one('a')], 'a'],
  ['tests of two clusters at once', [file('a'), file('b'), one('a'), one('b')], closed],
  ['a test whose cluster did not come up', [file(closed), one(closed)], closed],
  ['such a test beside one with a cluster', [one(closed), one('a')], closed],
])('%s', ([, entries, expected]) => {
  expect(choose(entries)).toBe(expected)
})

const test = base
  .extend('environment', (): Record<string, string | undefined> => ({ KUBECONFIG: '/base' }))
  .extend('enter', ({ environment }) => manageKubeconfig(environment))

test('with tests that overlap it is that of the one that is left, then what it was', ({ environment, enter }) => {
  const leaveA = enter(one('a'))
  expect(environment['KUBECONFIG']).toBe('a')
  const leaveB = enter(one('b'))
  expect(environment['KUBECONFIG']).toBe(closed)
  leaveA()
  expect(environment['KUBECONFIG']).toBe('b')
  leaveB()
  expect(environment['KUBECONFIG']).toBe('/base')
})

test('where there was none there is none afterwards', ({ environment, enter }) => {
  delete environment['KUBECONFIG']
  enter(one('a'))()
  expect(environment).toEqual({})
})

test('what a test sets for itself is not taken from it, and the next test begins with its own cluster', ({ environment, enter }) => {
  const leaveFile = enter(file('a'))
  const leave = enter(one('a'))
  environment['KUBECONFIG'] = '/of-the-user'
  leave()
  expect(environment['KUBECONFIG']).toBe('/of-the-user')
  enter(one('a'))
  expect(environment['KUBECONFIG']).toBe('a')
  leaveFile()
})

test('a stub that is taken back between two tests does not make one cluster the base of all that follows', ({ environment, enter }) => {
  const leave = enter(one('a'))
  environment['KUBECONFIG'] = '/stubbed'
  leave()
  // As vi.unstubAllEnvs() does before the next test.
  environment['KUBECONFIG'] = 'a'
  enter(one('b'))()
  expect(environment['KUBECONFIG']).toBe('/base')
})
