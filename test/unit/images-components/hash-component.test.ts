import { expect, test } from 'vitest'
import { hashComponent } from '../../../images/components/hash-component.ts'
import { runc } from '../../../images/sources/runc/recipe.ts'

const go = { version: 'go1.26.8', architecture: 'amd64', env: {} }

test('the hash of a component is stable and says all that decides what comes out', async () => {
  const hash = await hashComponent(runc, go)
  expect(hash).toMatch(/^[0-9a-f]{12}$/)
  expect(await hashComponent(structuredClone(runc), { ...go, env: { HOME: '/elsewhere' } })).toBe(hash)
})

test.for([
  ['another Go', runc, { ...go, version: 'go1.26.9' }],
  ['another processor', runc, { ...go, architecture: 'arm64' }],
  ['another build tag', { ...runc, programs: [{ ...runc.programs[0]!, tags: [] }] }, go],
  ['another link', { ...runc, programs: [{ ...runc.programs[0]!, links: ['crun'] }] }, go],
] as const)('%s gives another hash', async ([, recipe, toolchain]) => {
  expect(await hashComponent(recipe, toolchain)).not.toBe(await hashComponent(runc, go))
})
