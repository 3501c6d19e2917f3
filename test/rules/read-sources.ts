// The project's files as the rules look at them: text, text without comments, and imports. Read as text, because
// TypeScript 7 has no compiler API; the house style keeps imports plain enough for that.
import { globSync, readFileSync } from 'node:fs'
import { join, normalize } from 'node:path'

export const root = join(import.meta.dirname, '../..')

export interface Import {
  /** As written. */
  readonly specifier: string
  /** A file of ours (`src/support/errors.ts`), the name of a package, or a built-in (`node:fs`). */
  readonly target: string
  /** Gone after compilation. */
  readonly typeOnly: boolean
  /** `import()`: paid for only when it is reached. */
  readonly lazy: boolean
}

export interface Source {
  /** From the root, such as `src/config/env.ts`. */
  readonly path: string
  readonly text: string
  /** The text with its comments blanked out. */
  readonly code: string
  readonly imports: readonly Import[]
}

export function readSources(...patterns: string[]): Source[] {
  return globSync(patterns, { cwd: root, exclude: (path) => /(^|\/)(node_modules|\.cache)(\/|$)/.test(path) })
    .toSorted()
    .map((path) => parseSource(path, readText(path)))
}

export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

export function parseSource(path: string, text: string): Source {
  const code = blankComments(text)
  return { path, text, code, imports: parseImports(path, code) }
}

/** All files that are reached from one by imports that remain after compilation. */
export function findReachable(sources: readonly Source[], from: string, options: { lazyToo: boolean }): Source[] {
  const byPath = new Map(sources.map((source) => [source.path, source]))
  const reached = new Set<Source>()
  const visit = (path: string): void => {
    const source = byPath.get(path)
    if (source === undefined || reached.has(source)) return
    reached.add(source)
    for (const { target, typeOnly, lazy } of source.imports) if (!typeOnly && (options.lazyToo || !lazy)) visit(target)
  }
  visit(from)
  return [...reached]
}

const strings = /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\\.)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g

function blankComments(text: string): string {
  return text.replace(strings, (whole, kept: string | undefined) => kept ?? whole.replaceAll(/[^\n]/g, ' '))
}

const staticImports = [
  /\bimport\s+(type\s+)?(?:[\w$*\s{},]+?\s+from\s+)?'([^']+)'/g,
  /\bexport\s+(type\s+)?(?:\*(?:\s+as\s+\w+)?|\{[^}]*\})\s+from\s+'([^']+)'/g,
]
// `typeof import('x')` and `import('x').Name` are types.
const lazyImports = /(typeof\s+)?\bimport\(\s*'([^']+)'\s*\)(\.[A-Z]\w*)?/g

function parseImports(path: string, code: string): Import[] {
  const found: Import[] = []
  for (const pattern of staticImports) {
    for (const [, type, specifier = ''] of code.matchAll(pattern)) {
      found.push({ specifier, target: resolveTarget(path, specifier), typeOnly: type !== undefined, lazy: false })
    }
  }
  for (const [, type, specifier = '', name] of code.matchAll(lazyImports)) {
    found.push({ specifier, target: resolveTarget(path, specifier), typeOnly: type !== undefined || name !== undefined, lazy: true })
  }
  return found
}

function resolveTarget(path: string, specifier: string): string {
  if (specifier.startsWith('.')) return normalize(join(path, '..', specifier))
  if (specifier.startsWith('node:')) return specifier
  const [scope = '', name = ''] = specifier.split('/')
  return scope.startsWith('@') ? `${scope}/${name}` : scope
}
