import { parse } from 'yaml'
import { expect, test } from 'vitest'
import { mergeKubeconfig, removeFromKubeconfig } from '../../../src/kube/kubeconfig-merge.ts'

const config = (name: string, server: string): string => JSON.stringify({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name, cluster: { server } }],
  users: [{ name, user: { token: name } }],
  contexts: [{ name, context: { cluster: name, user: name } }],
  'current-context': name,
})

test('entries are added, those of the same name replaced, and fields nobody knows are kept', () => {
  const mine = JSON.stringify({ ...(JSON.parse(config('prod', 'https://prod')) as object), preferences: { colors: true }, 'x-tool': 1 })
  const merged = mergeKubeconfig(mergeKubeconfig(mine, config('kind-web', 'https://old'), { setCurrent: true }), config('kind-web', 'https://new'), { setCurrent: true })
  expect(parse(merged)).toMatchObject({
    'x-tool': 1,
    preferences: { colors: true },
    clusters: [{ name: 'prod' }, { name: 'kind-web', cluster: { server: 'https://new' } }],
    'current-context': 'kind-web',
  })
})

test('the current context stays when asked, but a file without one gets ours', () => {
  expect(parse(mergeKubeconfig(config('prod', 'https://prod'), config('kind-web', 'https://web'), { setCurrent: false }))).toHaveProperty('current-context', 'prod')
  expect(parse(mergeKubeconfig(undefined, config('kind-web', 'https://web'), { setCurrent: false }))).toHaveProperty('current-context', 'kind-web')
})

test('what is taken out leaves the rest as it was; a file that does not have it is not touched', () => {
  const both = mergeKubeconfig(config('prod', 'https://prod'), config('kind-web', 'https://web'), { setCurrent: true })
  expect(parse(removeFromKubeconfig(both, 'kind-web')!)).toEqual({ ...(JSON.parse(config('prod', 'https://prod')) as object), 'current-context': '' })
  expect(removeFromKubeconfig(both, 'kind-other')).toBeUndefined()
})

test('a file that is not a kubeconfig is refused, not overwritten', () => {
  expect(() => mergeKubeconfig('- a list', config('kind-web', 'https://web'), { setCurrent: true })).toThrow('it is not a mapping')
})
