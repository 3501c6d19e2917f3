// What counts as not written, in options and in a configuration given as an object; and what is written, though empty.
import { describe, expect, test } from 'vitest'
import type { ClusterOptions } from '../../../src/config/options.ts'
import { resolveOptions } from '../../../src/config/resolve.ts'
import { loadOptions } from '../../../src/verbs/request/load-options.ts'

const head = { kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4' } as const
const plain = resolveOptions({ name: 'web' }, 'a test')

async function resolve(options: unknown): Promise<unknown> {
  return resolveOptions(await loadOptions({ name: 'web', ...(options as ClusterOptions) }, 'a test', '/project'), 'a test')
}

describe('as if not written', () => {
  test.for<[what: string, options: object]>([
    [
      'undefined, everywhere',
      { image: undefined, nodes: undefined, networking: { podSubnet: undefined, dnsSearch: undefined }, labels: undefined },
    ],
    ['an empty image, version and path, as an unset variable gives them', { image: '', version: '', config: '' }],
    ['entries that are undefined', { labels: { a: undefined }, env: { HTTP_PROXY: undefined }, featureGates: { A: undefined } }],
    ['null, from JSON', { image: null, nodes: null, networking: null, workers: null, labels: null }],
    ['empty fields of a node', { nodes: [{ role: '', image: '', labels: {}, taints: undefined, extraMounts: [] }] }],
    ['empty fields of the network', { networking: { ipFamily: '', podSubnet: '', kubeProxyMode: '', apiServerAddress: '' } }],
    ['a list without nodes', { nodes: [] }],
    ['a configuration of empty fields', { config: { ...head, name: '', nodes: null, networking: {}, featureGates: null } }],
  ])('%s', async ([, options]) => {
    expect(await resolve(options)).toEqual(plain)
  })

  test('an empty name is one that is made up', () => {
    expect(resolveOptions({ name: '' }, 'a test').spec.name).toMatch(/^vitest-[0-9a-f]{6}$/)
  })

  test('what is undefined beside a configuration does not win over it', async () => {
    const config = { ...head, name: 'theirs', networking: { apiServerPort: 6443 }, nodes: [{}, { role: 'worker' as const }] }
    const beside = { name: undefined, workers: undefined, networking: { apiServerPort: undefined } } as unknown as ClusterOptions
    expect(await loadOptions({ config, ...beside }, 'a test')).toMatchObject({
      name: 'theirs',
      networking: { apiServerPort: 6443 },
      nodes: [{}, { role: 'worker' }],
    })
  })
})

describe('written, though empty', () => {
  test('a label, a variable and an API group without a value', async () => {
    const options = { labels: { a: '' }, nodes: [{ labels: { b: '' } }], env: { C: '' }, runtimeConfig: { v1: '' } }
    expect(await resolve(options)).toMatchObject({
      spec: { labels: { a: '' }, nodes: [{ labels: { b: '' }, env: { C: '' } }], runtimeConfig: { v1: '' } },
    })
  })

  test('in a configuration, null is the empty value of a map', async () => {
    const nodes = [{ labels: { a: null, b: 1, c: true } }]
    expect(await resolve({ config: { ...head, nodes, featureGates: { A: null } } })).toMatchObject({
      spec: { nodes: [{ labels: { a: '', b: '1', c: 'true' } }], featureGates: { A: false } },
    })
  })

  test('no search domains are not those of the host', async () => {
    expect(await resolve({ networking: { dnsSearch: [] } })).toMatchObject({ spec: { networking: { dnsSearch: [] } } })
  })
})

test('a patch given as an object reads the same as it was written', () => {
  const patch = {
    kind: 'ClusterConfiguration',
    extraArgs: { v: 'no', y: '1_000', '1_0': 'on', time: '22:30', zero: '012', big: 2n ** 63n },
  }
  const { spec } = resolveOptions(
    { kubeadmConfigPatches: [patch], containerdConfigPatchesJSON6902: [[{ op: 'add', path: '/a', value: '~' }]] },
    'a test',
  )
  expect(spec.kubeadmConfigPatches).toEqual([
    '{"kind":"ClusterConfiguration","extraArgs":{"v":"no","y":"1_000","1_0":"on","time":"22:30","zero":"012","big":9223372036854775808}}',
  ])
  expect(spec.containerdConfigPatchesJSON6902).toEqual(['[{"op":"add","path":"/a","value":"~"}]'])
})

test('a JSON patch may leave group and version open', () => {
  const { spec } = resolveOptions({ kubeadmConfigPatchesJSON6902: [{ kind: 'ClusterConfiguration', patch: [] }] }, 'a test')
  expect(spec.kubeadmConfigPatchesJSON6902).toEqual([{ group: '', version: '', kind: 'ClusterConfiguration', patch: '[]' }])
})
