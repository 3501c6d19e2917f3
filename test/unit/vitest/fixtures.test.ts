import { expect, test } from 'vitest'
import { nameNamespace } from '../../../src/vitest/worker/fixtures/namespace.ts'

test.for([
  ['rolls out 2 replicas', /^rolls-out-2-replicas-[0-9a-f]{6}$/],
  ['Überprüft: das „Ding“!', /^berpr-ft-das-ding-[0-9a-f]{6}$/],
  ['日本語', /^test-[0-9a-f]{6}$/],
  ['x'.repeat(300), /^x{50}-[0-9a-f]{6}$/],
] as const)('the namespace of "%s" is recognisable and valid', ([testName, expected]) => {
  const name = nameNamespace(testName)
  expect(name).toMatch(expected)
  expect(name).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/)
})
