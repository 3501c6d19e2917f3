import { expect, test } from 'vitest'
import { checkKindOptions } from '../../../../src/vitest/main/check-options.ts'
import type { KindOptions } from '../../../../src/vitest/options.ts'

test.for<KindOptions>([{}, { cluster: {} }, { cluster: { workers: 2 }, clusters: { ha: { name: 'ha' } } }])('%j is fine', (options) => {
  expect(() => checkKindOptions(options)).not.toThrow()
})

test('an option of a cluster written beside the clusters says where it belongs', () => {
  expect(() => checkKindOptions({ workers: 2 } as KindOptions)).toThrow('workers  belongs into cluster: kind({ cluster: { workers: … } })')
})

test('an unknown option names the nearest one', () => {
  expect(() => checkKindOptions({ clutser: {} } as KindOptions)).toThrow('clutser  unknown option; did you mean cluster?')
  expect(() => checkKindOptions({ frobnicate: {} } as KindOptions)).toThrow(
    'frobnicate  unknown option; known here: cluster, clusters, artifacts',
  )
})

test('a cluster that is there already takes nothing beside its kubeconfig and context', () => {
  expect(() => checkKindOptions({ cluster: { kubeconfig: './staging.yaml', context: 'staging' } })).not.toThrow()
  const wrong = { cluster: { context: '', workers: 2 } } as unknown as KindOptions
  expect(() => checkKindOptions(wrong)).toThrowErrorMatchingInlineSnapshot(`
    [ConfigError: KIND_CONFIG_INVALID: 2 problems in the options of kind()
      cluster.context  "" is not a text with something in it
      cluster.workers  makes no sense beside kubeconfig and context: that cluster is taken as it is
      nothing was started]
  `)
})

test('when something is kept of a test is one of three words', () => {
  expect(() => checkKindOptions({ artifacts: 'always' })).not.toThrow()
  const wrong = { artifacts: 'on-fail' } as unknown as KindOptions
  expect(() => checkKindOptions(wrong)).toThrow('artifacts  "on-fail" is not one of on-failure, always, never')
  expect(() => checkKindOptions({ artifacts: 'allways' } as unknown as KindOptions)).toThrow('did you mean "always"?')
})
