// .github/workflows/ci.yml, as its tests look at it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

export interface Job {
  readonly strategy?: { readonly matrix: { readonly node: readonly string[] } }
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[]
}

export function readJobs(): Record<string, Job> {
  const file = join(import.meta.dirname, '../../.github/workflows/ci.yml')
  return (parse(readFileSync(file, 'utf8')) as { jobs: Record<string, Job> }).jobs
}

/** What is given to the shell, of one job or of all. */
export function readLines(job?: string): string[] {
  return Object.entries(readJobs())
    .filter(([name]) => job === undefined || name === job)
    .flatMap(([, { steps }]) => steps.flatMap(({ run }) => run?.trim().split('\n') ?? []))
}
