// A folder of one test's own, gone when it has ended.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-folder-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
