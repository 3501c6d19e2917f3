// A matcher that nobody awaited → a test that fails and says so. Vitest notices that of its own matchers only: a wait of ours would end
// after its test, and what it found would be nobody's.
import { chai, type TestContext } from 'vitest'
import { KindError } from '../../support/errors.ts'

type Test = TestContext['task']

/** Wraps methods that `expect.extend` has made. */
export function requireAwait(names: readonly string[]): void {
  chai.use(({ Assertion }, utils) => {
    for (const name of names)
      utils.overwriteMethod(
        Assertion.prototype,
        name,
        (matcher: (...args: unknown[]) => Promise<void>) =>
          function (this: object, ...args: unknown[]) {
            const assertion = this as Chai.Assertion
            const not = utils.flag(assertion, 'negate') ? 'not.' : ''
            return watchPromise(
              matcher.apply(this, args),
              utils.flag(assertion, 'vitest-test') as Test | undefined,
              `expect(…).${not}${name}(…)`,
            )
          },
      )
  })
}

/** `await` asks a promise itself nothing by which one could notice; it asks a proxy of one for its `then`. */
function watchPromise(promise: Promise<void>, test: Test | undefined, words: string): Promise<void> {
  let isAwaited = false
  // One that is not awaited is told of below, and not by the end of the process.
  promise.catch(() => undefined)
  test?.context.onTestFinished(() => {
    if (isAwaited || test.result?.state === 'fail') return
    throw new KindError('KIND_CONFIG_INVALID', {
      what: `${words} was not awaited: the test ended before it could tell`,
      do: `await ${words}`,
    })
  })
  return new Proxy(promise, {
    get(target, key) {
      if (key === 'then' || key === 'catch' || key === 'finally') isAwaited = true
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}
