import { expect, test } from 'vitest'
import { checkKindOptions } from '../../../src/vitest/check-options.ts'
import type { KindOptions } from '../../../src/vitest/options.ts'

test.for<KindOptions>([{}, { cluster: {} }, { cluster: { workers: 2 }, clusters: { ha: { name: 'ha' } } }])('%j is fine', (options) => {
  expect(() => checkKindOptions(options)).not.toThrow()
})

test('an option of a cluster written beside the clusters says where it belongs', () => {
  expect(() => checkKindOptions({ workers: 2 } as KindOptions)).toThrow('workers  belongs into cluster: kind({ cluster: { workers: … } })')
})

test('an unknown option names the nearest one', () => {
  expect(() => checkKindOptions({ clutser: {} } as KindOptions)).toThrow('clutser  unknown option; did you mean cluster?')
  expect(() => checkKindOptions({ frobnicate: {} } as KindOptions)).toThrow('frobnicate  unknown option; known here: cluster, clusters')
})
