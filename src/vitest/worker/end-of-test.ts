// The moment when a test has ended and all its fixtures are still there: a failed one is explained, then what is to go first goes. And the
// last moment of all, for what fails later. Worker side.
import { inject, TestRunner, type TestContext } from 'vitest'
import { findScope, sayFarewell, type TestScope } from './test-scope.ts'

type Test = TestContext['task']

const watched = new WeakSet<Test['file']>()

/**
 * Sees to it that the end of every test of a file is noticed; called while the first of them begins. Not by afterEach() where this package
 * is loaded: with `isolate: false` that happens in one file of a worker, and the hook would be that file's alone.
 */
export function watchEnds(file: Test['file']): void {
  if (watched.has(file)) return
  watched.add(file)
  // In front: in Vitest's usual order the hooks of the user, which may need what goes here, come before it.
  TestRunner.getSuiteHooks(file).afterEach.unshift(endTest)
}

/** For every test of the file; those of others have no scope. */
async function endTest(context: Readonly<TestContext>): Promise<void> {
  const scope = findScope(context.task)
  if (!scope) return
  await explain(context, scope)
  await sayFarewell(scope)
}

type Ended = Readonly<Pick<TestContext, 'annotate' | 'task'>>

/**
 * Called while a test begins: what is called first when it has finished is what was registered last, and so this comes after the clean-up of
 * fixtures and whatever the test itself has for its end. Only what surrounds the whole test (aroundEach) comes later.
 */
export function watchFinish(test: Ended, scope: TestScope, onTestFinished: TestContext['onTestFinished']): void {
  onTestFinished(async () => {
    if (!scope.isExplained) await explain(test, scope)
    scope.finish()
  })
}

async function explain(test: Ended, scope: TestScope): Promise<void> {
  const run = inject('vitest-kind:run')
  if (!run?.artifacts || !isToBeExplained(test.task, run.artifacts.when)) return
  scope.isExplained = true
  const { explainTest } = await import('./explain-test.ts')
  await explainTest(test, scope, run)
}

/** One that is to fail has done what it should. */
function isToBeExplained({ result, fails = false }: Test, when: 'always' | 'never' | 'on-failure'): boolean {
  return when === 'always'
    ? result?.state === 'pass' || result?.state === 'fail'
    : when === 'on-failure' && result?.state === 'fail' && !fails
}
