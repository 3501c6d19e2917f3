import { expect, test } from 'vitest'
import { nearest } from '../../../src/support/nearest.ts'

const options = ['name', 'nodes', 'workers', 'labels', 'keepOnFailure', 'networking']

test.each([
  ['wrokers', 'workers'],
  ['lables', 'labels'],
  ['keeponfailure', 'keepOnFailure'],
  ['node', 'nodes'],
])('%s is taken for %s', (word, meant) => {
  expect(nearest(word, options)).toBe(meant)
})

test.each(['xyz', 'n', 'completely-else'])('%s resembles nothing', (word) => {
  expect(nearest(word, options)).toBeUndefined()
})
