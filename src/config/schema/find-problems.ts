// Options or a kind configuration of unknown quality → every problem they have. Knows no engine.
import type { z } from 'zod'
import type { ClusterOptions } from '../options.ts'
import { findCrossProblems } from './cross-problems.ts'
import { describeIssue } from './describe-issue.ts'
import { renderPath, renderProblems, type Problem } from './problem.ts'
import { clusterDocument, clusterOptions } from './shapes.ts'
import { tidy } from './tidy.ts'

/** All problems of the options, each `path  what is wrong`; empty when there are none. */
export function findOptionProblems(options: unknown): string[] {
  return renderProblems(findProblems(clusterOptions, tidy(options ?? {}, clusterOptions)))
}

/** The same for a kind configuration, tidied already. */
export function findDocumentProblems(document: unknown): string[] {
  return renderProblems(findProblems(clusterDocument, document, clusterOptions))
}

function findProblems(schema: z.ZodType, value: unknown, wider?: z.ZodType): Problem[] {
  const result = schema.safeParse(value, { reportInput: true })
  const issues = result.success ? [] : result.error.issues
  const problems = issues.flatMap((issue) => describeIssue(issue, schema, wider))
  // Not a set of fields at all: there is nothing to compare.
  if (issues.some(({ path, code }) => path.length === 0 && code !== 'unrecognized_keys')) return problems
  const broken = new Set(problems.map(([path]) => path))
  return [...problems, ...findCrossProblems(takeOut(value, issues) as ClusterOptions, (...path) => broken.has(renderPath(path)))]
}

/** The value without what is wrong by itself, so that the rest can be judged. Lists keep their places: a hole is undefined, of nodes an empty one. */
function takeOut(value: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  const copy = structuredClone(value)
  for (const { path, code } of issues) {
    // What nobody knows, nobody reads.
    if (code === 'unrecognized_keys') continue
    const last = path.at(-1)
    const parent = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], copy)
    if (last === undefined || typeof parent !== 'object' || parent === null) continue
    if (Array.isArray(parent)) parent[last as number] = path[0] === 'nodes' && path.length === 2 ? {} : undefined
    else delete (parent as Record<PropertyKey, unknown>)[last]
  }
  return copy
}
