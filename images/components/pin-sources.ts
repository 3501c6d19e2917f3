// After a change of versions.json: writes the recipes' go.mod and go.sum anew. Run it with
// `tsx images/components/pin-sources.ts [component …]`; what it writes is committed, so that a build only ever verifies.
import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { defaultKubernetes, kubernetesVersions } from '../kubernetes-versions.ts'
import { sharedRecipes } from '../sources/index.ts'
import { critest } from '../sources/critest/recipe.ts'
import { e2e } from '../sources/e2e/recipe.ts'
import { helm } from '../sources/helm/recipe.ts'
import { kind } from '../sources/kind/recipe.ts'
import { kubernetes } from '../sources/kubernetes/recipe.ts'
import { moby } from '../sources/moby/recipe.ts'
import { registry } from '../sources/registry/recipe.ts'
import versions from '../versions.json' with { type: 'json' }
import { type GoToolchain, requireGo } from './go-toolchain.ts'
import { pinsFolder } from './recipe-folder.ts'
import type { Recipe } from './recipe.ts'
import { stageSources } from './stage-sources.ts'

/** Recipes that take the modules they share with Kubernetes in the versions of Kubernetes: compiled once for all. */
const follow = new Set(['addons', 'etcd'])
/** Of those modules, the ones that may also be taken older than a recipe's program asks for: all keep to semantic versions. */
const mayBeOlder = /^(golang\.org\/x|google\.golang\.org|go\.etcd\.io\/etcd|go\.yaml\.in|github\.com\/go-logr)\//

const cacheDir = resolve(import.meta.dirname, '../../.cache')
const go = await requireGo(cacheDir)
const wanted = process.argv.slice(2)
let shared: Map<string, string> | undefined
// Kubernetes first: others follow what it takes.
for (const recipe of [...kubernetesVersions.map(kubernetes), ...sharedRecipes, e2e, critest, kind, helm, moby, registry]) {
  if (wanted.length > 0 && !wanted.includes(recipe.component)) continue
  console.log(`${recipe.component}: ${recipe.pins.map(({ module, version }) => `${module} ${version}`).join(', ')}`)
  await pin(recipe)
}

async function pin(recipe: Recipe): Promise<void> {
  const folder = pinsFolder(recipe)
  const requirements = recipe.pins.map(({ module, version }) => `require ${module} ${version}`)
  const tools = recipe.programs.filter(({ source }) => source.includes('/')).map(({ source }) => `tool ${source}`)
  const head = [
    '// Written by images/components/pin-sources.ts from versions.json.',
    '',
    `module vitest-kind/images/${recipe.component}`,
    `go ${versions.go}`,
  ]
  const [first] = recipe.pins
  const isOfKubernetes = first?.module === versions.kubernetes.module && recipe.component !== 'pause'
  const ofKubernetes = isOfKubernetes ? await kubernetesDirectives(first) : []
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'go.mod'), [...head, ...requirements, ...tools, ...ofKubernetes, ''].join('\n'))
  await writeFile(join(folder, 'go.sum'), '')
  const scratch = await mkdtemp(join(cacheDir, 'pin-'))
  try {
    const work = await stageSources(recipe, go, join(scratch, 'src'))
    if (recipe.programs.every(({ source }) => source.endsWith('.c'))) return
    await runGo(work, 'mod', 'tidy')
    if (follow.has(recipe.component)) await followKubernetes(work)
    await runGo(work, 'mod', 'tidy')
    // A module of which only files are borrowed is imported by nothing, so tidying drops it: its checksum must stay.
    for (const { module, version } of recipe.pins) await runGo(work, 'mod', 'edit', `-require=${module}@${version}`)
    for (const { module } of recipe.pins) await runGo(work, 'mod', 'download', '-json', module)
    if (work !== folder) for (const file of ['go.mod', 'go.sum']) await copyFile(join(work, file), join(folder, file))
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** Raises by a requirement, lowers by excluding: requirements of an excluded version count for nothing. */
async function followKubernetes(folder: string): Promise<void> {
  shared ??= await readModules(pinsFolder(kubernetes(defaultKubernetes)))
  const used = new Set((await runGo(folder, 'list', '-deps', '-f', '{{with .Module}}{{.Path}}{{end}}', './...', 'tool')).split('\n'))
  for (;;) {
    let changed = false
    for (const [module, version] of await readModules(folder)) {
      const theirs = shared.get(module)
      if (theirs === undefined || theirs === version || !used.has(module)) continue
      if (!isNewer(theirs, version) && !mayBeOlder.test(module)) continue
      await runGo(
        folder,
        'mod',
        'edit',
        `-require=${module}@${theirs}`,
        ...(isNewer(theirs, version) ? [] : [`-exclude=${module}@${version}`]),
      )
      changed = true
    }
    if (!changed) return
    await runGo(folder, 'mod', 'tidy')
  }
}

/** Module path → version, as the build selects them. */
async function readModules(folder: string): Promise<Map<string, string>> {
  const listed = await runGo(folder, 'list', '-m', '-f', '{{.Path}} {{.Version}}', 'all')
  return new Map(listed.split('\n').map((line) => line.split(' ') as [string, string]))
}

/**
 * Its go.mod points its k8s.io modules, as v0.0.0, into its own source tree; published, they are v0.x.y to its v1.x.y. And it says
 * which version's behaviour it wants of Go where that has changed, which counts in the main module only.
 */
async function kubernetesDirectives(pinned: { module: string; version: string }): Promise<string[]> {
  const goMod = await goModOf(pinned, go)
  const staging = [...goMod.matchAll(/^\s*(k8s\.io\/\S+) => \.\/staging/gm)].map(([, module = '']) => module)
  const version = pinned.version.replace('v1.', 'v0.')
  return [...goMod.matchAll(/^godebug .*$/gm)]
    .map(([line]) => line)
    .concat('replace (', ...staging.map((module) => `\t${module} => ${module} ${version}`), ')')
}

async function goModOf(pinned: { module: string; version: string }, { env }: GoToolchain): Promise<string> {
  const { stdout } = await promisify(execFile)('go', ['mod', 'download', '-json', `${pinned.module}@${pinned.version}`], { env })
  return readFile((JSON.parse(stdout) as { GoMod: string }).GoMod, 'utf8')
}

function isNewer(a: string, b: string): boolean {
  return a.localeCompare(b, 'en', { numeric: true }) > 0
}

async function runGo(cwd: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('go', args, { cwd, env: { ...go.env, GOFLAGS: '-modcacherw -mod=mod' }, maxBuffer: 64e6 })
  return stdout.trim()
}
