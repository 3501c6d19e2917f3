// What a test needs to call the verbs of src/cluster as the faces do; what it made is removed by label at the end.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { ClusterContext } from '../../src/cluster/context.ts'
import { readEnvironment } from '../../src/config/env.ts'
import { connectEngine, type Engine } from '../../src/docker/connect.ts'
import { removeByLabel } from '../../src/nodes/remove-by-label.ts'
import type { ProgressEvent } from '../../src/support/progress.ts'

export interface TestContext extends ClusterContext {
  readonly engine: Engine
  /** What was told, in order. */
  readonly events: ProgressEvent[]
  /** `finished` events by name, in order. */
  finished(): string[]
}

/** For one test: the clusters named are removed when it ends, and so is the directory. */
export async function createTestContext(...clusters: string[]): Promise<TestContext> {
  const environment = readEnvironment()
  const engine = await connectEngine(environment.engine)
  const artifactsDirectory = await mkdtemp(join(tmpdir(), 'vitest-kind-test-'))
  const events: ProgressEvent[] = []
  onTestFinished(async () => {
    for (const cluster of clusters) await removeByLabel(engine, { cluster })
    await rm(artifactsDirectory, { recursive: true, force: true })
  }, 60_000)
  return {
    environment,
    engine,
    artifactsDirectory,
    events,
    onProgress: (event) => void events.push(event),
    finished: () => events.flatMap((event) => (event.type === 'finished' ? [event.action] : [])),
  }
}
