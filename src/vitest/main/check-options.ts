// Plugin options of unknown quality → KIND_CONFIG_INVALID with every problem of all clusters at once, or nothing.
import { nearest } from '../../support/nearest.ts'
import { findExistingProblems, isExistingCluster } from '../../config/existing-cluster.ts'
import { findOptionProblems } from '../../config/schema/find-problems.ts'
import { problemsError } from '../../support/problems-error.ts'
import type { KindOptions } from '../options.ts'

const known: readonly (keyof KindOptions)[] = ['cluster', 'clusters', 'artifacts']
const artifacts: readonly unknown[] = ['on-failure', 'always', 'never'] satisfies KindOptions['artifacts'][]

/** Throws before anything is started. */
export function checkKindOptions(options: KindOptions): void {
  const problems = [
    ...Object.keys(options)
      .filter((key) => !(known as readonly string[]).includes(key))
      .map(describeUnknown),
    ...prefix(
      'cluster',
      isExistingCluster(options.cluster) ? findExistingProblems(options.cluster) : findOptionProblems(options.cluster ?? {}),
    ),
    ...Object.entries(options.clusters ?? {}).flatMap(([name, cluster]) => prefix(`clusters.${name}`, findOptionProblems(cluster))),
    ...describeArtifacts(options.artifacts),
  ]
  if (problems.length > 0) throw problemsError('the options of kind()', align(problems))
}

function describeArtifacts(value: unknown): string[] {
  if (value === undefined || artifacts.includes(value)) return []
  const near = typeof value === 'string' ? nearest(value, artifacts as string[]) : undefined
  return [`artifacts  ${JSON.stringify(value)} is not one of ${artifacts.join(', ')}${near ? `; did you mean "${near}"?` : ''}`]
}

/** The likeliest slip is to write a cluster's options where the clusters belong. */
function describeUnknown(key: string): string {
  if (key === 'versions') return 'versions  a project runs on one: projects: eachVersion([…]) in vitest.config.ts makes one of each'
  const misplaced = !findOptionProblems({ [key]: {} }).some((problem) => problem.includes('unknown option'))
  if (misplaced) return `${key}  belongs into cluster: kind({ cluster: { ${key}: … } })`
  const near = nearest(key, known)
  return `${key}  unknown option; ${near ? `did you mean ${near}?` : `known here: ${known.join(', ')}`}`
}

function prefix(path: string, problems: readonly string[]): string[] {
  return problems.map((problem) => `${path}.${problem}`)
}

/** Paths in one column: each list came aligned only in itself. */
function align(problems: readonly string[]): string[] {
  const pairs = problems.map((problem) => problem.split(/ {2,}(.*)/s) as [string, string])
  const width = Math.max(...pairs.map(([path]) => path.length))
  return pairs.map(([path, text]) => `${path.padEnd(width)}  ${text}`)
}
