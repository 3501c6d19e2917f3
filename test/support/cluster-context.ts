// What a test needs to call the verbs of src/verbs as the faces do; what it made is removed by label at the end.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { ClusterContext } from '../../src/verbs/context.ts'
import { parseClusterName } from '../../src/config/cluster-name.ts'
import { defaults } from '../../src/config/defaults.ts'
import { readEnvironment } from '../../src/config/env.ts'
import { connectEngine, type Engine } from '../../src/docker/connect.ts'
import { findPresentImage } from '../../src/cluster/find-node-image.ts'
import { removeByLabel } from '../../src/cluster/remove-by-label.ts'
import type { ProgressEvent } from '../../src/support/progress.ts'
import { buildTestImage } from './build-test-image.ts'

export interface TestContext extends ClusterContext {
  readonly engine: Engine
  /** What was told, in order. */
  readonly events: ProgressEvent[]
  /** `finished` events by name, in order. */
  finished(): string[]
  /** Makes an image of a Dockerfile that may refer to the node image; its name. `files` are at hand for COPY. */
  buildImage(dockerfile: (nodeImage: string) => readonly string[], files?: Readonly<Record<string, string>>): Promise<string>
}

/** For one test: the clusters named are removed when it ends, then the images built, and the directory. */
export async function createTestContext(...clusters: string[]): Promise<TestContext> {
  const environment = readEnvironment()
  const engine = await connectEngine(environment.engine, new AbortController().signal)
  const artifactsDirectory = await mkdtemp(join(tmpdir(), 'vitest-kind-test-'))
  const events: ProgressEvent[] = []
  const built = new Set<string>()
  onTestFinished(async () => {
    for (const cluster of clusters) await removeByLabel(engine, { cluster: parseClusterName(cluster) })
    // Without force: the engine would only take the name from an image that a container still has.
    await Promise.all([...built].map((reference) => engine.docker.getImage(reference).remove()))
    await rm(artifactsDirectory, { recursive: true, force: true })
  }, 60_000)
  return {
    environment,
    engine,
    artifactsDirectory,
    events,
    onProgress: (event) => void events.push(event),
    signal: new AbortController().signal,
    finished: () => events.flatMap((event) => (event.type === 'finished' ? [event.action] : [])),
    buildImage: async (dockerfile, files) => {
      const node = await findPresentImage(engine, defaults.version)
      if (node === undefined) throw new Error(`no node image for Kubernetes ${defaults.version}; npm run images builds it`)
      const reference = await buildTestImage(engine, dockerfile(node), files)
      built.add(reference)
      return reference
    },
  }
}
