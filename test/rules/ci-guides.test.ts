// The guides for CI systems: what can be told of them without one. Their shell lines are run by test/cluster/ci-guides.test.ts.
import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { ciSystems, listShellSteps, listShownFiles, readGuide } from '../support/ci-guides.ts'
import { readText } from './read-sources.ts'

// Keywords of each system that the guides may use, by its reference. What is misspelt is refused by the system, or silently of no effect.
const github = {
  workflow: ['name', 'on', 'permissions', 'jobs'],
  job: ['runs-on', 'timeout-minutes', 'env', 'steps'],
  step: ['uses', 'with', 'run', 'id', 'if'],
}
const gitlab = ['image', 'services', 'variables', 'timeout', 'cache', 'script', 'after_script', 'artifacts']
const buildkite = {
  pipeline: ['steps', 'cache'],
  step: ['label', 'key', 'timeout_in_minutes', 'command', 'artifact_paths', 'retry', 'env'],
}

test('each system has a page, which shows whole files and is linked from the first one', () => {
  expect(ciSystems.map((system) => listShownFiles(system).map(({ path }) => path))).toEqual([
    ['.github/workflows/e2e.yml'],
    ['.gitlab-ci.yml'],
    ['Jenkinsfile'],
    ['.buildkite/pipeline.yml', '.buildkite/hooks/pre-exit'],
  ])
  expect(ciSystems.filter((system) => !readGuide('README').includes(`](${system}.md)`))).toEqual([])
})

test('the project that they show is the sample that the suite runs', () => {
  const shown = listShownFiles('README')
  expect(shown.map(({ path }) => path)).toEqual(['vitest.config.ts'])
  for (const { path, text } of shown) expect(text).toBe(readText(`fixtures/projects/ci/${path}`))
})

test.each(ciSystems)('every shell line of %s parses', (system) => {
  const steps = listShellSteps(system)
  expect(steps.length).toBeGreaterThan(2)
  for (const step of steps) execFileSync('bash', ['-n', '-c', step])
  expect(steps.at(-1), 'whatever became of the tests').toMatch(/npx vitest-kind prune\n?$/)
})

test('the workflow has only keywords of GitHub, actions by their major version, and a step for each output that it reads', () => {
  const workflow = read('github-actions')
  const jobs = Object.values(workflow['jobs'] as Record<string, Record<string, unknown>>)
  const steps = jobs.flatMap((job) => job['steps'] as Record<string, unknown>[])
  expect(findForeign([workflow], github.workflow)).toEqual([])
  expect(findForeign(jobs, github.job)).toEqual([])
  expect(findForeign(steps, github.step)).toEqual([])
  expect(steps.flatMap(({ uses }) => uses ?? []).filter((uses) => !/^actions\/[\w-]+@v\d+$/.test(uses as string))).toEqual([])
  const ids = steps.flatMap(({ id }) => id ?? [])
  expect([...readGuide('github-actions').matchAll(/steps\.(\w+)\.outputs/g)].map(([, id]) => id)).toEqual(ids)
})

test('jobs and steps of GitLab and Buildkite have only keywords of theirs', () => {
  expect(findForeign(Object.values(read('gitlab-ci')), gitlab)).toEqual([])
  const pipeline = read('buildkite')
  expect(findForeign([pipeline], buildkite.pipeline)).toEqual([])
  expect(findForeign(pipeline['steps'] as object[], buildkite.step)).toEqual([])
})

test('the Jenkinsfile is a declarative pipeline whose brackets and quotes close', () => {
  const [{ text } = { text: '' }] = listShownFiles('jenkins')
  expect(text).toMatch(/^pipeline \{\n[\s\S]*\n\}\n$/)
  const plain = text.replaceAll(/'[^'\n]*'/g, '')
  expect(plain).not.toContain("'")
  for (const [open, close] of ['{}', '()', '[]']) expect(plain.split(open!).length).toBe(plain.split(close!).length)
})

test('the pieces that are shown beside whole files are YAML', () => {
  for (const system of ciSystems)
    for (const [, text = ''] of readGuide(system).matchAll(/^```yaml\n([\s\S]*?)^```$/gm)) expect(parse(text)).toBeTypeOf('object')
})

function read(system: 'github-actions' | 'gitlab-ci' | 'buildkite'): Record<string, unknown> {
  return parse(listShownFiles(system)[0]!.text) as Record<string, unknown>
}

function findForeign(all: readonly unknown[], known: readonly string[]): string[] {
  return all.flatMap((one) => Object.keys(one as object)).filter((key) => !known.includes(key))
}
