import { expect, test } from 'vitest'
import { checkVersions, type EachVersionOptions, nameOfVersion, optionsOfVersion } from '../../../src/vitest/version-options.ts'

test('each version has the options of kind() that it would be given by hand', () => {
  expect(optionsOfVersion('1.36', {})).toEqual({ cluster: { version: '1.36' } })
  expect(optionsOfVersion('1.36', { cluster: { workers: 2 } })).toEqual({ cluster: { workers: 2, version: '1.36' } })
  const clusters = { plain: {}, old: { version: '1.34' }, built: { image: 'node:1' } }
  expect(optionsOfVersion('1.36', { clusters })).toEqual({ clusters: { ...clusters, plain: { version: '1.36' } } })
  expect(optionsOfVersion('1.36', { clutser: {} } as EachVersionOptions)).toEqual({ clutser: {}, cluster: { version: '1.36' } })
})

test('a project is named by its version', () => {
  expect([nameOfVersion('1.37', 'e2e'), nameOfVersion('1.37', undefined), nameOfVersion('1.37', '')]).toEqual([
    'e2e (1.37)',
    'Kubernetes 1.37',
    'Kubernetes 1.37',
  ])
})

test('what cannot hold for each version is told, all at once', () => {
  const wrong: object = {
    cluster: { image: 'node:1', name: 'shop' },
    clusters: { ha: { name: 'ha' }, old: { name: 'old', version: '1.34' } },
  }
  expect(() => checkVersions(['1.37', '1.36', '1.37'], wrong)).toThrowErrorMatchingInlineSnapshot(`
    [ConfigError: KIND_CONFIG_INVALID: 4 problems in eachVersion() in vitest.config.ts
      versions  "1.37" is there twice
      cluster.image  would be the same for each version
      cluster.name  would be the same for each version
      clusters.ha.name  would be the same for each version
      nothing was started]
  `)
  expect(() => checkVersions([], {})).toThrowErrorMatchingInlineSnapshot(`
    [ConfigError: KIND_CONFIG_INVALID: 1 problem in eachVersion() in vitest.config.ts
      versions  none is given: eachVersion(['1.37', '1.36'])
      nothing was started]
  `)
  const existing = { cluster: { context: 'staging' } } as unknown as EachVersionOptions
  expect(() => checkVersions(['1.37'], existing)).toThrowErrorMatchingInlineSnapshot(`
    [ConfigError: KIND_CONFIG_INVALID: 1 problem in eachVersion() in vitest.config.ts
      cluster  one that is there already has the version it has
      nothing was started]
  `)
})
