// The results of one target, in a file of lines: a result is written as it comes, so that a run can be ended at any moment and gone on with.
// A file is of one node image and one suite; those of others stay beside it.
import { createHash } from 'node:crypto'
import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type KeptLine, mergeResults, readLines, type SpecResult } from './results.ts'

export interface KeptResults {
  readonly file: string
  readonly results: Map<string, SpecResult>
  keep(spec: string, result: SpecResult): Promise<void>
}

/** 12 hex digits over what decides how a spec ends. */
export function hashFacts(facts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 12)
}

export async function openResults(file: string): Promise<KeptResults> {
  await mkdir(dirname(file), { recursive: true })
  const results = mergeResults(readLines<KeptLine>(await readFile(file, 'utf8').catch(() => '')))
  return {
    file,
    results,
    async keep(spec, result) {
      results.set(spec, result)
      await appendFile(file, `${JSON.stringify({ spec, ...result } satisfies KeptLine)}\n`)
    },
  }
}
