import { expect, test } from 'vitest'
import { mergeKubeconfig, removeFromKubeconfig } from '../../../../src/kube/kubeconfig/kubeconfig-merge.ts'
import { emptyKubeconfigs, oddKubeconfigs } from '../../../support/odd-kubeconfigs.ts'

const entry = (name: string, token = '1_000'): string =>
  JSON.stringify({
    clusters: [{ name, cluster: { server: 'https://127.0.0.1:40123' } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  })
const add = (text: string, name: string, setCurrent = false): string => mergeKubeconfig(text, entry(name), { setCurrent })
const remove = (text: string, name: string): string => removeFromKubeconfig(text, name) ?? 'nothing to take out'

test.each(Object.entries(oddKubeconfigs))('%s: in and out again leaves every byte as it was', (_what, text) => {
  expect(remove(add(text, 'kind-web'), 'kind-web')).toBe(text)
})

test.each(Object.entries(oddKubeconfigs))('%s: what is put in comes between the bytes that were there', (_what, text) => {
  const added = add(text, 'kind-web')
  let at = 0
  // Brackets of a list that is empty no longer.
  for (const byte of text.replaceAll(/ *\[ *\]/g, '')) {
    at = added.indexOf(byte, at) + 1
    expect(at, added).toBeGreaterThan(0)
  }
})

test.each(Object.entries(oddKubeconfigs))('%s: of the old bytes, only the current context changes', (_what, text) => {
  const marked = add(text, 'kind-web', true)
  expect(marked.replace(/(current-context['"]?\s*:\s*)(['"]?)kind-web\2/, '$1')).toBe(
    add(text, 'kind-web').replace(/(current-context['"]?\s*:\s*)(?:>-\s*)?(['"]?)(?:a|no)\2(?!\w)/, '$1'),
  )
})

test.each(Object.entries({ ...oddKubeconfigs, ...emptyKubeconfigs }))('%s: of two clusters, either may go first', (_what, text) => {
  const both = add(add(text, 'kind-a'), 'kind-b')
  // In a text without a current context, the first one is it, and takes it along.
  const ofOne = (one: string): string => one.replace(/(current-context"?: *)("?)kind-a\2/, (_all, key: string) => `${key}""`)
  expect(remove(both, 'kind-b')).toBe(add(text, 'kind-a'))
  expect(remove(both, 'kind-a').replaceAll('kind-b', 'kind-a')).toBe(ofOne(add(text, 'kind-a')))
})

test.each(Object.entries({ ...oddKubeconfigs, ...emptyKubeconfigs }))(
  '%s: put in again, nothing changes; put in anew, only what is ours',
  (_what, text) => {
    const added = add(add(text, 'kind-a'), 'kind-b')
    expect(add(added, 'kind-a')).toBe(added)
    const anew = mergeKubeconfig(added, entry('kind-a', 'another'), { setCurrent: false })
    expect(anew.replace('another', '1_000').replaceAll(/(token"?: *)"?1_000"?/g, '$1')).toBe(
      added.replaceAll(/(token"?: *)"?1_000"?/g, '$1'),
    )
  },
)

test.each(Object.entries(emptyKubeconfigs))('%s: gets a whole kubeconfig, and keeps its comments', (_what, text) => {
  const added = add(text, 'kind-web')
  const comments = text.match(/#.*/g) ?? []
  for (const one of [added, remove(added, 'kind-web')]) expect(one.match(/#.*/g) ?? []).toEqual(comments)
  expect(remove(added, 'kind-web')).not.toContain('kind-web')
  // From then on, there are lists.
  expect(remove(add(remove(added, 'kind-web'), 'kind-web'), 'kind-web')).toBe(remove(added, 'kind-web'))
})
