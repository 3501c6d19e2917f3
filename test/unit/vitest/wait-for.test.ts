import { describe } from 'vitest'
import { parseReference } from '../../../src/kube/reference.ts'
import { bindWaitFor, type WaitFor } from '../../../src/vitest/worker/fixtures/wait-for.ts'
import type { TestScope } from '../../../src/vitest/worker/test-scope.ts'
import { expect } from '../../../src/vitest/worker/expect.ts'
import { pod, ready, soon, starting, test, watched } from '../../support/matcher-stage.ts'

const bind = (scope: TestScope): WaitFor => bindWaitFor({ kindTest: scope, namespace: 'default' })

describe('waitFor', () => {
  test('gives the object of a name as soon as the predicate holds, and all of a selection', async ({ stage: { api, scope } }) => {
    const waitFor = bind(scope)
    const found = Promise.all([
      waitFor('pod/web', ({ metadata }) => metadata.generation),
      waitFor('pods', (all) => all.length === 2),
      waitFor(parseReference('pods', { labels: 'app=web' }), (all) => Array.isArray(all) && all.length === 2),
    ])
    await watched(api, 3)
    api.put(pod('web', ready, { generation: 2 }), pod('other', starting))
    expect(await found).toMatchObject([{ metadata: { name: 'web' } }, [{ kind: 'Pod' }, { kind: 'Pod' }], [{}, {}]])
  })

  test('what the predicate throws or gives is the reason told', async ({ stage: { api, scope } }) => {
    const waitFor = bind(scope)
    api.put(pod('web', starting))
    await expect(
      waitFor(
        'pod/web',
        ({ metadata }) => {
          expect(metadata.name).toBe('db')
          return true
        },
        soon,
      ),
    ).rejects.toThrow("seen   expected 'web' to be 'db'")
    await expect(waitFor('pod/web', () => undefined, soon)).rejects.toThrow('the predicate gave undefined (where it only asserts')
    await expect(waitFor('pod/none', () => true, soon)).rejects.toThrow('Pod none: there is none')
  })

  test('wrong use is told at once', async ({ stage: { api, scope } }) => {
    const waitFor = bind(scope)
    api.put(pod('web', starting))
    const isAsync = (async () => true) as unknown as () => boolean
    await expect(waitFor('pod/web', isAsync)).rejects.toThrow('is async')
    await expect(waitFor('pods/a/b', () => true)).rejects.toThrow('names nothing')
  })
})
