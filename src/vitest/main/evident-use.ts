// The files that are about to run → whether tests in them evidently use a cluster. Then it is made before they start, once and with its
// failure told once. Where it is not evident nothing is lost: the first test that wants it asks for it. Main process side.
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { TestProject } from 'vitest/node'

const extensions = ['', '.ts', '.tsx', '.mts', '.js', '.jsx', '.mjs', '/index.ts', '/index.js']
const namedImports = /\bimport\s+(?:type\s+)?\{([^}]*)\}\s*from\s*['"]vitest-kind['"]/g
const imports = /\b(?:from|import)\s*\(?\s*(['"])([^'"\n]+)\1/g

/** False as well when only a part of the tests in these files runs: which, is known when they have been collected, or sharded. */
export async function isUseEvident(project: TestProject): Promise<boolean> {
  // Vitest 4 sets up for `vitest list` too.
  if (process.argv[2] === 'list') return false
  // Tests that share a process have the import of this package in common, and with it what waits outside of their time.
  if (isPartial(project) && project.config.isolate) return false
  const seen = new Set<string>()
  for (const file of filesOf(project)) if (await usesPackage(file, seen)) return true
  return false
}

function isPartial({ vitest }: TestProject): boolean {
  const { testNamePattern, tagsFilter = [], shard } = vitest.config
  // Vitest 4 chooses the files of a shard later.
  return testNamePattern !== undefined || tagsFilter.length > 0 || shard !== undefined
}

/** Without those that are only type-checked, and those that other projects have. */
function filesOf(project: TestProject): string[] {
  const isRun = (file: string): boolean =>
    project.vitest.getModuleSpecifications(file).some((one) => one.project === project && one.pool !== 'typescript')
  return project.vitest.state.getPaths().filter(isRun)
}

/** `test`, or `kindCluster()`: a file may import the package for other clusters only. */
function wantsDeclared(text: string): boolean {
  const named = [...text.matchAll(namedImports)]
  if (named.length < [...text.matchAll(imports)].filter(([, , name]) => name === 'vitest-kind').length) return true
  return named.some(([, list = '']) => /\b(?:test|it)\b/.test(list)) || /\bkindCluster\(\s*\)/.test(text)
}

/** By itself, or by a file of the project that it imports. */
async function usesPackage(file: string, seen: Set<string>): Promise<boolean> {
  if (seen.has(file)) return false
  seen.add(file)
  const text = await readFile(file, 'utf8').catch(() => undefined)
  const names = [...(text ?? '').matchAll(imports)].map(([, , name = '']) => name)
  if (names.includes('vitest-kind') && wantsDeclared(text ?? '')) return true
  for (const name of names.filter((one) => one.startsWith('.'))) {
    const base = join(dirname(file), name)
    for (const extension of extensions) if (await usesPackage(base + extension, seen)) return true
    // TypeScript's own way to name a .ts file.
    if (await usesPackage(base.replace(/\.js$/, '.ts'), seen)) return true
  }
  return false
}
