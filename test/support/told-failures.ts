// A run of a sample → what its failed tests say, and the files that were kept of them.
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { expect, type TestContext } from 'vitest'
import type { SampleRun } from './run-sample.ts'
import { isCutShort, messageOf } from './steady-failure.ts'

interface Told {
  /** Name of a file of tests, without its ending. */
  readonly file: string
  readonly title: string
  readonly skip: TestContext['skip']
}

/** In ten lines at most but for the place of what is kept. */
export function tellFailure({ output, report }: SampleRun, { file, title, skip }: Told): string {
  const results = report?.testResults.find(({ name }) => basename(name) === `${file}.test.ts`)?.assertionResults ?? []
  const found = results.find((one) => one.title === title)
  expect(found, output).toBeDefined()
  const message = messageOf(found?.failureMessages?.[0] ?? 'it passed')
  expect(message.split('\n').length).toBeLessThanOrEqual(11)
  skip(isCutShort(message), `this host was too busy to tell all of it in two seconds, and said so:\n${message}`)
  return message
}

export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
}
