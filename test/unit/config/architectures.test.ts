import { expect, test } from 'vitest'
import { findArchitectureProblem } from '../../../src/config/architectures.ts'

test.for(['amd64', 'arm64'])('%s is an architecture that node images are built for', (text) => {
  expect(findArchitectureProblem(text)).toBeUndefined()
})

test.for([
  ['x86_64', 'amd64'],
  ['x64', 'amd64'],
  ['adm64', 'amd64'],
  ['aarch64', 'arm64'],
  ['AARCH64', 'arm64'],
  ['arm46', 'arm64'],
  ['linux/arm64', 'arm64'],
  ['arm64/v8', 'arm64'],
])('for %s the right word is told: %s', ([text = '', meant]) => {
  expect(findArchitectureProblem(text)).toBe(`"${text}": did you mean "${meant}"? known: amd64, arm64`)
})

test.for(['s390x', 'riscv64', ''])('"%s" is refused with those that are known', (text) => {
  expect(findArchitectureProblem(text)).toBe(`"${text}": known: amd64, arm64`)
})
