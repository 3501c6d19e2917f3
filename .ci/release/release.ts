#!/usr/bin/env node
// `npm run release -- [--dry-run]`: checks, then pushes the node images, writes down their digests and publishes the package.
//
// With --dry-run nothing is pushed, published or written: what would be is said, and what is still missing. Without, it refuses
// unless everything is there. Credentials come from the environment (DOCKER_AUTH_CONFIG, NODE_AUTH_TOKEN) and are written nowhere.
// Whether the tests are green says CI, not this.
import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { say } from '../host/say.ts'
import { readPackage } from './read-package.ts'
import { findDigest, planRelease, publishedFile, type ReleasePlan, type Step } from './plan-release.ts'
import { readFacts } from './read-facts.ts'

const root = join(import.meta.dirname, '../..')
const { values: options } = parseArgs({ options: { 'dry-run': { type: 'boolean', default: false } } })

const facts = await readFacts(root)
const plan = planRelease(facts)
if (options['dry-run']) tell(plan)
if (plan.mistakes.length > 0 || (!options['dry-run'] && plan.missing.length > 0)) {
  say(`nothing is released:\n${[...plan.mistakes, ...plan.missing].map((problem) => `  ${problem}`).join('\n')}`)
  process.exitCode = 1
} else if (!options['dry-run']) release(plan)

function tell({ imageSteps, packageSteps, pushes, missing }: ReleasePlan): void {
  const { filename, files, unpackedSize } = readPackage(root)
  const folders = Map.groupBy(files, ({ path }) => path.replace(/\/.*/s, '/'))
  print(`${facts.name}@${facts.version} of ${facts.commit}; nothing of this is done now`)
  for (const step of imageSteps) print(`  ${render(step)}`)
  print(`  write ${publishedFile}: ${pushes.map(({ to }) => `${to}@sha256:…`).join(', ')}`)
  for (const step of packageSteps) print(`  ${render(step)}`)
  print(`${filename}: ${files.length} files, ${(unpackedSize / 1e6).toFixed(1)} MB unpacked`)
  for (const [folder, inside] of folders) print(`  ${folder}${folder.endsWith('/') ? ` ${inside.length} files` : ''}`)
  print(missing.length === 0 ? 'nothing is missing' : 'still missing:')
  for (const line of missing) print(`  ${line}`)
}

function release({ imageSteps, packageSteps, pushes }: ReleasePlan): void {
  imageSteps.forEach(run)
  const published = pushes.map(({ from, to }) => {
    const digests = JSON.parse(execFileSync('docker', ['image', 'inspect', '--format', '{{json .RepoDigests}}', to], { encoding: 'utf8' }))
    const pinned = findDigest(digests, to)
    if (pinned === undefined) throw new Error(`the engine knows no digest of ${to}: it was not pushed`)
    return [from, pinned]
  })
  writeFileSync(join(root, publishedFile), `${JSON.stringify(Object.fromEntries(published), undefined, 2)}\n`)
  packageSteps.forEach(run)
  say(`released. What is left: git add ${publishedFile}, commit, git tag v${facts.version}, git push --follow-tags`)
}

function run(step: Step): void {
  say(step.says)
  // npm takes a registry's token from a variable named for it; a file is not needed.
  const registry = execFileSync('npm', ['config', 'get', 'registry'], { cwd: root, encoding: 'utf8' })
    .trim()
    .replace(/^https?:/, '')
  const env = { ...process.env, [`npm_config_${registry}:_authToken`]: process.env['NODE_AUTH_TOKEN'] }
  const { status, error } = spawnSync(step.program, step.args, { cwd: root, stdio: 'inherit', env })
  if (error !== undefined || status !== 0) throw new Error(`${render(step)} ended with ${error?.message ?? status}`)
}

function render({ program, args }: Step): string {
  return [program, ...args].join(' ')
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
