import { expect, test } from 'vitest'
import { findReachable, parseSource, readSources, type Source } from './read-sources.ts'

// Which folder of src/ may use which other one at run time. Types are free: they are gone after compilation.
const mayImport: Record<string, readonly string[]> = {
  support: [],
  config: ['support'],
  docker: ['support'],
  kube: ['support'],
  artifacts: ['kube', 'support'],
  plan: ['config', 'support'],
  cluster: ['plan', 'docker', 'kube', 'config', 'support'],
  state: ['cluster', 'kube', 'docker', 'plan', 'config', 'support'],
  boot: ['state', 'cluster', 'kube', 'docker', 'plan', 'support'],
  verbs: ['boot', 'state', 'artifacts', 'cluster', 'kube', 'docker', 'plan', 'config', 'support'],
  reaper: ['cluster', 'docker', 'support'],
  keeper: ['verbs', 'support'],
  vitest: ['verbs', 'reaper', 'keeper', 'artifacts', 'kube', 'config', 'support'],
  cli: ['verbs', 'reaper', 'keeper', 'config', 'support'],
  'index.ts': ['vitest', 'support'],
  'plugin.ts': ['vitest', 'config', 'support'],
  'global-setup.ts': ['vitest', 'config', 'support'],
  'api.ts': ['verbs', 'reaper', 'config', 'support'],
  'cli.ts': ['cli', 'support'],
}

// What test files import is paid for by each of them, and must not lead to the engine.
const mayWorkersReach = ['index.ts', 'vitest', 'artifacts', 'kube', 'support']

// Packages that end in the folders named here.
const packageHomes: Record<string, readonly string[]> = {
  dockerode: ['docker'],
  'tar-stream': ['docker', 'kube'],
  ws: ['kube'],
  hpagent: ['kube'],
  socks: ['kube'],
  testcontainers: ['docker'],
  '@kubernetes/client-node': ['kube'],
  commander: ['cli'],
  '@commander-js/extra-typings': ['cli'],
  zod: ['config'],
  vitest: ['vitest', 'index.ts'],
}

const sources = readSources('src/**/*.ts')

test('imports in src/ go only where the table lets them', () => {
  expect(findForbiddenImports(sources)).toEqual([])
})

test('no files of src/ import each other in a ring', () => {
  expect(findRings(sources)).toEqual([])
})

test('in plan/ not even their types do: a part says itself what it takes, and never takes the whole that is made of it', () => {
  expect(
    findRings(
      sources.filter(({ path }) => path.startsWith('src/plan/')),
      { typesToo: true },
    ),
  ).toEqual([])
})

test('test files never load the engine side', () => {
  expect(findBeyond(sources, 'src/index.ts', mayWorkersReach)).toEqual([])
})

test('the two sides of vitest/ know only what lies between them', () => {
  expect(findImportsBetween(sources, 'src/vitest/main/', 'src/vitest/worker/')).toEqual([])
})

test('packages are used only in their home folders', () => {
  expect(findStrayPackages(sources)).toEqual([])
})

test('src/ stands without images/, .ci/, test/ and fixtures/', () => {
  expect(findImportsOf(sources, /^(images|\.ci|test|fixtures)\//)).toEqual([])
})

test('images/ and .ci/ take nothing from src/ that makes clusters', () => {
  const others = readSources('images/**/*.{ts,mjs}', '.ci/**/*.{ts,mjs}')
  expect(others.length).toBeGreaterThan(40)
  expect(findImportsOf(others, /^src\/(?!config|plan|docker|support)/)).toEqual([])
})

test('what ships stands without what does not: images/ takes nothing from .ci/ or test/', () => {
  expect(findImportsOf(readSources('images/**/*.ts'), /^(\.ci|test|fixtures)\//)).toEqual([])
})

test('the rules notice a forbidden import, a ring and a stray package', () => {
  const samples = [
    parseSource('src/kube/a.ts', `import { b } from '../docker/b.ts'`),
    parseSource('src/docker/b.ts', `import type { a } from '../kube/a.ts'\nimport { c } from './c.ts'\nimport Dockerode from 'dockerode'`),
    parseSource('src/docker/c.ts', `const b = await import('./b.ts')`),
    parseSource('src/index.ts', `import { x } from './vitest/x.ts'`),
    parseSource('src/vitest/x.ts', `import { b } from '../docker/b.ts'\nimport Dockerode from 'dockerode'`),
  ]
  expect(findForbiddenImports(samples)).toEqual(['src/kube/a.ts → src/docker/b.ts', 'src/vitest/x.ts → src/docker/b.ts'])
  expect(findRings(samples)).toEqual(['src/docker/b.ts → src/docker/c.ts → src/docker/b.ts'])
  expect(findRings(samples.slice(0, 2), { typesToo: true })).toEqual(['src/kube/a.ts → src/docker/b.ts → src/kube/a.ts'])
  expect(findBeyond(samples, 'src/index.ts', mayWorkersReach)).toEqual(['src/docker/b.ts', 'src/docker/c.ts'])
  const sides = [parseSource('src/vitest/main/a.ts', `import { b } from '../worker/b.ts'\nimport { r } from '../request.ts'`)]
  expect(findImportsBetween(sides, 'src/vitest/main/', 'src/vitest/worker/')).toEqual(['src/vitest/main/a.ts → src/vitest/worker/b.ts'])
  expect(findStrayPackages(samples)).toEqual(['src/vitest/x.ts → dockerode'])
})

/** `src/kube/manifests/apply.ts` → `kube`, `src/index.ts` → `index.ts` */
function layerOf(path: string): string {
  return path.split('/')[1] ?? path
}

function findForbiddenImports(all: readonly Source[]): string[] {
  return all.flatMap(({ path, imports }) => {
    const layer = layerOf(path)
    const allowed = [layer, ...(mayImport[layer] ?? [])]
    return imports
      .filter(({ target, typeOnly }) => !typeOnly && target.startsWith('src/') && !allowed.includes(layerOf(target)))
      .map(({ target }) => `${path} → ${target}`)
  })
}

function findImportsOf(all: readonly Source[], unwanted: RegExp): string[] {
  return all.flatMap(({ path, imports }) =>
    imports.filter(({ target, typeOnly }) => !typeOnly && unwanted.test(target)).map(({ target }) => `${path} → ${target}`),
  )
}

function findImportsBetween(all: readonly Source[], one: string, other: string): string[] {
  const sideOf = (path: string): string | undefined => [one, other].find((side) => path.startsWith(side))
  return all.flatMap(({ path, imports }) =>
    imports
      .filter(({ target, typeOnly }) => !typeOnly && sideOf(path) && sideOf(target) && sideOf(path) !== sideOf(target))
      .map(({ target }) => `${path} → ${target}`),
  )
}

function findStrayPackages(all: readonly Source[]): string[] {
  return all.flatMap(({ path, imports }) =>
    imports
      .filter(({ target, typeOnly }) => !typeOnly && packageHomes[target]?.includes(layerOf(path)) === false)
      .map(({ target }) => `${path} → ${target}`),
  )
}

function findBeyond(all: readonly Source[], entry: string, allowed: readonly string[]): string[] {
  return findReachable(all, entry, { lazyToo: true })
    .map(({ path }) => path)
    .filter((path) => !allowed.includes(layerOf(path)))
}

function findRings(all: readonly Source[], { typesToo = false } = {}): string[] {
  const byPath = new Map(all.map((source) => [source.path, source]))
  const done = new Set<string>()
  const rings: string[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) rings.push([...trail.slice(trail.indexOf(path)), path].join(' → '))
    if (trail.includes(path) || done.has(path)) return
    for (const { target, typeOnly } of byPath.get(path)?.imports ?? []) if (typesToo || !typeOnly) visit(target, [...trail, path])
    done.add(path)
  }
  for (const { path } of all) visit(path, [])
  return rings
}
