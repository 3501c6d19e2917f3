// Vitest's own record of a run → the tests of the projects that use clusters, for the page of the run. Main process.
import { stripVTControlCharacters } from 'node:util'
import type { TestCase, TestModule, Vitest } from 'vitest/node'
import type { TestRecord } from '../../artifacts/run-record.ts'

/** With the file as the project's root counts it. */
export type RanTest = Omit<TestRecord, 'attempts'>

/** Those that have ended, and files that failed by themselves, which have no tests or failed after them. `nowMs`: for what has no time of its own. */
export function readTests({ state }: Vitest, isOurs: (module: TestModule) => boolean, nowMs: number): RanTest[] {
  return state
    .getTestModules()
    .filter(isOurs)
    .flatMap((module) => {
      const tests = [...module.children.allTests()].map(readTest).filter((test) => test !== undefined)
      return [...tests, ...readModule(module, tests, nowMs)]
    })
}

function readTest(test: TestCase): RanTest | undefined {
  const { state, errors } = test.result()
  if (state === 'pending') return undefined
  const { startTime = 0, duration = 0 } = test.diagnostic() ?? {}
  const error = errors?.map(({ message }) => message).join('\n\n')
  return {
    id: test.id,
    name: test.fullName,
    ...placeOf(test.module),
    state,
    startedAtMs: startTime,
    endedAtMs: startTime + duration,
    ...(error !== undefined && error !== '' && { error: stripVTControlCharacters(error) }),
  }
}

/** A file that cannot be loaded, or whose hooks outside of tests failed. */
function readModule(module: TestModule, tests: readonly RanTest[], nowMs: number): RanTest[] {
  const errors = [...module.errors(), ...[...module.children.allSuites()].flatMap((suite) => suite.errors())]
  if (errors.length === 0) return []
  const times = tests.filter(({ startedAtMs }) => startedAtMs > 0)
  return [
    {
      id: module.id,
      name: 'outside of its tests',
      ...placeOf(module),
      state: 'failed',
      startedAtMs: Math.min(nowMs, ...times.map(({ startedAtMs }) => startedAtMs)),
      endedAtMs: times.length === 0 ? nowMs : Math.max(...times.map(({ endedAtMs }) => endedAtMs)),
      error: stripVTControlCharacters(errors.map(({ message }) => message).join('\n\n')),
    },
  ]
}

function placeOf({ moduleId, project }: TestModule): Pick<RanTest, 'file' | 'project'> {
  const root = `${project.config.root}/`
  return { file: moduleId.startsWith(root) ? moduleId.slice(root.length) : moduleId, ...(project.name !== '' && { project: project.name }) }
}
