// A boot outlasts a test's time, and a hook's; the main process bounds it (`bootTimeout`) and always answers. So it is waited for before any
// of that time begins, and only where a test or a hook of ours is about to run: a file may have other tests, or a filter leave none of ours.
import type { KindTest } from './kind-cluster.ts'

type Hook = (...args: unknown[]) => unknown
type Hooks = Record<(typeof suiteHooks)[number] | 'extend', Hook>

const suiteHooks = ['beforeAll', 'afterAll', 'aroundAll'] as const

/** The same `test`, before whose tests and hooks of a whole file the cluster is there. */
export function waitFirst(test: KindTest): KindTest {
  // A hook is called for every test of the file; those of others have no such fixture.
  test.beforeEach(wait, Number.POSITIVE_INFINITY)
  return waitInHooks(test as unknown as Hooks) as unknown as KindTest
}

const wait = (({ kindFile }: { kindFile: unknown }) => void kindFile) as () => void

function waitInHooks(test: Hooks): Hooks {
  const { beforeAll, extend } = test
  for (const name of suiteHooks) {
    const hook = test[name]
    test[name] = (...args) => {
      beforeAll.call(test, wait, Number.POSITIVE_INFINITY)
      return hook.apply(test, args)
    }
  }
  test.extend = (...args) => waitInHooks(extend.apply(test, args) as Hooks)
  return test
}
