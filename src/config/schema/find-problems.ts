// Options or a kind configuration of unknown quality → every problem they have. Knows no engine.
import type { z } from 'zod'
import type { ClusterDocument, ClusterOptions } from '../options.ts'
import { findCrossProblems } from './cross-problems.ts'
import { describeIssue } from './describe-issue.ts'
import { renderProblems, type Problem } from './problem.ts'
import { clusterDocument, clusterOptions } from './shapes.ts'

/** All problems of the options, each `path  what is wrong`; empty when there are none. */
export function findOptionProblems(options: unknown): string[] {
  return renderProblems(findProblems(clusterOptions, options ?? {}))
}

/** The same for a kind configuration. */
export function findDocumentProblems(document: unknown): string[] {
  return renderProblems(findProblems(clusterDocument, document, clusterOptions))
}

function findProblems(schema: z.ZodType, value: unknown, wider?: z.ZodType): Problem[] {
  const result = schema.safeParse(value, { reportInput: true })
  if (!result.success) return result.error.issues.flatMap((issue) => describeIssue(issue, schema, wider))
  return findCrossProblems(value as ClusterOptions | ClusterDocument)
}
