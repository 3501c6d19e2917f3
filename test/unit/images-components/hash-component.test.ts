import { expect, test } from 'vitest'
import { hashComponent } from '../../../images/components/hash-component.ts'
import { kubernetesVersions } from '../../../images/kubernetes-versions.ts'
import { kubernetes } from '../../../images/sources/kubernetes/recipe.ts'
import { runc } from '../../../images/sources/runc/recipe.ts'

const go = { version: 'go1.26.8', architecture: 'amd64' }

test('the hash of a component is stable and says all that decides what comes out', async () => {
  const hash = await hashComponent(runc, go)
  expect(hash).toMatch(/^[0-9a-f]{12}$/)
  expect(await hashComponent(structuredClone(runc), { ...go })).toBe(hash)
})

test.for([
  ['another Go', runc, { ...go, version: 'go1.26.9' }],
  ['another processor', runc, { ...go, architecture: 'arm64' }],
  ['another build tag', { ...runc, programs: [{ ...runc.programs[0]!, tags: [] }] }, go],
  ['another edit of a module', { ...runc, edited: [{ module: 'm', from: 'a.go', edits: [{ find: 'a', replace: 'b' }] }] }, go],
  ['another link', { ...runc, programs: [{ ...runc.programs[0]!, links: ['crun'] }] }, go],
] as const)('%s gives another hash', async ([, recipe, toolchain]) => {
  expect(await hashComponent(recipe, toolchain)).not.toBe(await hashComponent(runc, go))
})

test('versions of one component, pinned in folders of their own, have hashes of their own', async () => {
  const hashes = await Promise.all(kubernetesVersions.map((version) => hashComponent(kubernetes(version), go)))
  expect(new Set(hashes).size).toBe(kubernetesVersions.length)
})

test('a machine without a compiler can tell what an image is made from', async () => {
  expect(await hashComponent(runc)).toMatch(/^[0-9a-f]{12}$/)
  expect(await hashComponent({ ...runc, programs: [] })).not.toBe(await hashComponent(runc))
})
