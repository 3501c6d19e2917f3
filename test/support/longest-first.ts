// The order of test files: those that take minutes first, so that nobody waits for the last of them alone. Vitest's own is by size where
// it has seen no run yet, and the longest files here are the shortest to read.
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** As measured, the longest first. */
const longest = [
  'guide',
  'chart',
  'provoked',
  'vitest-run',
  'cli',
  'packed',
  'modes',
  'interop',
  'kubeconfig',
  'reuse',
  'kill',
  'registry',
  'many-tests',
]

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- it is no array's
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b))
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const rank = longest.findIndex((name) => /test\/(?:cluster|plugin)\//.test(moduleId) && moduleId.endsWith(`/${name}.test.ts`))
  return rank < 0 ? longest.length : rank
}
