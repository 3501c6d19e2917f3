// The workflow for an ordinary GitHub runner: what can be told of it without one. Its short jobs are run by test/host/workflow.test.ts.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readJobs, readLines } from '../support/read-workflow.ts'
import { readText, root } from './read-sources.ts'

const jobs = readJobs()
const lines = readLines()
const { scripts, engines }: { scripts: Record<string, string>; engines: { node: string } } = JSON.parse(readText('package.json'))

test('every shell line parses', () => {
  expect(lines.length).toBeGreaterThan(4)
  for (const line of lines) execFileSync('bash', ['-n', '-c', line])
})

test('the scripts and files that they name are there', () => {
  const named = lines.flatMap((line) => [...line.matchAll(/\bnpm (?:run )?(?!ci\b|install\b)([\w:-]+)/g)].map(([, name = '']) => name))
  expect(named.filter((name) => !(name in scripts))).toEqual([])
  const files = lines.flatMap((line) => [...line.matchAll(/(?:^|\s)(\.ci\/\S+)/g)].map(([, path = '']) => path))
  expect(files).toEqual(expect.arrayContaining(['.ci/host/install.mjs', '.ci/run']))
  expect(files.filter((path) => !existsSync(join(root, path)))).toEqual([])
})

test('the fast suites run on every Node.js that package.json promises', () => {
  const promised = engines.node.split('||').map((range) => range.trim().replace(/^\D+/, '').replace(/\.0$/, '').replace(/\.0$/, ''))
  expect(jobs['unit']?.strategy?.matrix.node).toEqual(promised)
})

test('actions are pinned by their major version, and what runs may only read', () => {
  const actions = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []))
  expect(actions.length).toBeGreaterThan(4)
  expect(actions.filter((action) => !/^actions\/[\w-]+@v\d+$/.test(action))).toEqual([])
  const text = readText('.github/workflows/ci.yml')
  expect(text).toMatch(/^permissions:\n {2}contents: read\n\n/m)
  expect(text).not.toMatch(/secrets\.|pull_request_target/)
})
