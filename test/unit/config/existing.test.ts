import { expect, test } from 'vitest'
import { resolveOptions } from '../../../src/config/resolve.ts'

test('an existing cluster is named, and nothing else of it is asked for', () => {
  expect(resolveOptions({ name: 'kind', reuse: 'existing', images: ['shop:1'], bootTimeout: 1000 }, 'a test')).toMatchObject({
    spec: { name: 'kind' },
    policy: { reuse: 'existing' },
  })
  expect(() => resolveOptions({ reuse: 'existing', workers: 2, version: '1.37' }, 'a test')).toThrowErrorMatchingInlineSnapshot(`
    [ConfigError: KIND_CONFIG_INVALID: 3 problems in the cluster options (a test)
      name     is needed beside reuse: 'existing'
      workers  cannot stand beside reuse: 'existing', which takes the cluster as it is
      version  cannot stand beside reuse: 'existing', which takes the cluster as it is
      nothing was started]
  `)
})
