// The logs of the containers of a node that has ended: its journal is gone with it, what its pods wrote lies on its volume.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { statusOf } from '../../docker/ask-engine.ts'
import type { Engine } from '../../docker/connect.ts'
import { copyTree } from '../../docker/copy-tree.ts'
import { isKindError } from '../../support/errors.ts'
import { containerLog } from './evidence.ts'
import { containerLogs } from './node-reports.ts'

/** Calls `take` for each log, as for a node that runs. A node that never had a pod has none, which is no failure. */
export async function readStoppedLogs(engine: Engine, id: string, take: (file: string, text: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-evidence-'))
  try {
    const files = await copyTree(engine, { id, path: '/var/log', running: false }, folder, engine.signal)
    const logs = files.map((file) => file.replace(/^\.?\//, '')).filter((file) => containerLog.test(file))
    for (const log of logs.slice(0, containerLogs.maxFiles)) {
      const text = await readFile(join(folder, log), 'utf8')
      if (text !== '') take(log, text.slice(-containerLogs.maxBytes))
    }
  } catch (error) {
    // One that was never started has no such folder.
    if (!isKindError(error) || statusOf(error.facts.cause) !== 404) throw error
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
