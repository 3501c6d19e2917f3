import { expect, test } from 'vitest'
import { parseSource, readSources, type Source } from './read-sources.ts'

// One reads it; one, in test processes, writes one variable of it; each of the others reads its own.
const homes = [
  'src/config/env.ts',
  'src/vitest/worker/test-kubeconfig.ts',
  'src/docker/images/build-program.ts',
  'src/kube/kubeconfig/exec-credential.ts',
  'src/vitest/worker/webhook-way.ts',
]

test(`only ${homes.join(', ')} know the environment of the process`, () => {
  expect(findEnvironmentUse(readSources('src/**/*.ts'))).toEqual([])
})

test('the rule notices each way to get at it', () => {
  const lines = ['process.env.HOME', `process['env']`, 'const { env } = process', `import { env } from 'node:process'`]
  for (const line of lines) expect(findEnvironmentUse([parseSource('src/cluster/x.ts', `\n${line}`)])).toEqual(['src/cluster/x.ts:2'])
  expect(findEnvironmentUse([parseSource('src/cluster/x.ts', '// process.env is read elsewhere')])).toEqual([])
})

function findEnvironmentUse(sources: readonly Source[]): string[] {
  const use = /\bprocess\s*(\??\.\s*env\b|\[\s*['"]env)|\benv\b[^}\n]*\}\s*(=|from)\s*['"]?(node:)?process\b/
  return sources
    .filter(({ path }) => !homes.includes(path))
    .flatMap(({ path, code }) => code.split('\n').flatMap((line, index) => (use.test(line) ? [`${path}:${index + 1}`] : [])))
}
