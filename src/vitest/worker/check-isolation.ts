// What was given to `kindCluster(…, { isolated: true })`, of unknown quality → the options of a cluster that a file may have for itself.
import { nearest } from '../../support/nearest.ts'
import { problemsError } from '../../support/problems-error.ts'
import type { ClusterOptions } from '../../config/options.ts'
import type { ClusterSelector } from '../request.ts'

/** Throws KIND_CONFIG_INVALID with every problem. */
export function checkIsolation(selector: ClusterSelector | undefined, isolation: unknown, source: string): ClusterOptions {
  const problems = findProblems(selector, isolation)
  if (problems.length > 0) throw problemsError(`what a file wants of its cluster (${source})`, problems)
  return selector as ClusterOptions
}

function findProblems(selector: ClusterSelector | undefined, isolation: unknown): string[] {
  if (typeof isolation !== 'object' || isolation === null) return [`${JSON.stringify(isolation)} is not { isolated: true }`]
  const unknown = Object.keys(isolation).filter((key) => key !== 'isolated')
  if (unknown.length > 0)
    return unknown.map((key) => `${key}  unknown option; ${nearest(key, ['isolated']) ? 'did you mean isolated?' : 'known here: isolated'}`)
  const { isolated } = isolation as { isolated?: unknown }
  if (isolated !== true) return [`isolated  ${JSON.stringify(isolated)} is not true; leave it out for a cluster that files share`]
  if (typeof selector === 'string')
    return [`isolated  cluster "${selector}" is declared for all files: give the options instead, kindCluster({ … }, { isolated: true })`]
  if (selector === undefined)
    return ['isolated  the declared cluster is for all files: give options instead, kindCluster({ … }, { isolated: true })']
  const { reuse = 'never' } = selector
  if (reuse === 'never') return []
  return [`reuse  ${JSON.stringify(reuse)} makes no sense beside isolated: that cluster is made for one file and goes with it`]
}
