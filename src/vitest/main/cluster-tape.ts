// One cluster of a run, and what is told of it while tests use it: its boot, its pods, its tests' attempts. Main process.
import { assembleRecord } from '../../artifacts/assemble-record.ts'
import { createActionNotes } from '../../artifacts/note-actions.ts'
import type { AttemptReport, RunRecord } from '../../artifacts/run-record.ts'
import type { ClusterWatcher, WatchedParts } from '../../artifacts/watch/watch-cluster.ts'
import type { ClusterHandle } from '../../cluster/handle.ts'
import type { KubeConnection } from '../../kube/connection.ts'
import { describeError } from '../../support/errors.ts'
import { createRedactor } from '../../support/redaction/redactor.ts'
import type { ProgressEvent } from '../../support/progress.ts'
import type { RanTest } from './read-tests.ts'

export interface ClusterTape {
  readonly startedAtMs: number
  noteProgress(event: ProgressEvent): void
  noteReport(report: AttemptReport): void
  /** A file with tests that use it. */
  noteFile(file: string): void
  /** Watches the cluster from now on; waits for nothing. */
  watch(handle: ClusterHandle): void
  /** Before the cluster goes. */
  stop(): Promise<void>
  /** Whether a test is known to have used this cluster. */
  hasTest(test: Pick<RanTest, 'id' | 'file'>): boolean
  /** Of what happened since `sinceMs`, by default from its beginning. Undefined for a cluster that never came up. */
  assemble(tests: readonly RanTest[], versions: Readonly<Record<string, string>>, sinceMs?: number): RunRecord | undefined
}

// Captured at load: users' tests may fake the clock.
const now = Date.now

export function createClusterTape(): ClusterTape {
  const startedAtMs = now()
  const actions = createActionNotes()
  const reports: AttemptReport[] = []
  const files = new Set<string>()
  let handle: ClusterHandle | undefined
  let watching: Promise<{ readonly watcher: ClusterWatcher; readonly connection: KubeConnection }> | undefined
  let live: ClusterWatcher | undefined
  let watched: WatchedParts = { pods: [], events: [], nodeChanges: [], gaps: [], redact: createRedactor().redact }
  let endedAtMs: number | undefined

  async function open({ kubeconfig, nodes }: ClusterHandle) {
    const [{ connectKube }, { watchCluster }] = await Promise.all([
      import('../../kube/connection.ts'),
      import('../../artifacts/watch/watch-cluster.ts'),
    ])
    const connection = await connectKube(kubeconfig)
    return { connection, watcher: watchCluster(connection, { sinceMs: startedAtMs, readsSecrets: nodes.length > 0 }) }
  }

  return {
    startedAtMs,
    noteProgress: actions.note,
    noteReport: (report) => void reports.push(report),
    noteFile: (file) => void files.add(file),
    watch(usable) {
      handle = usable
      watching = open(usable)
      watching.then(
        ({ watcher }) => (live = watcher),
        () => undefined,
      )
    },
    async stop() {
      endedAtMs ??= now()
      try {
        const { watcher, connection } = (await watching) ?? {}
        watching = undefined
        live = undefined
        if (!watcher) return
        watched = watcher.read()
        watcher.stop()
        await connection?.close()
      } catch (error) {
        watched = { ...watched, gaps: [`the cluster could not be watched: ${describeError(error)}`] }
      }
    },
    hasTest: ({ id, file }) => files.has(file) || reports.some(({ test }) => test === id),
    assemble(tests, versions, sinceMs) {
      if (!handle) return undefined
      const { name, kubernetesVersion, adopted, nodes } = handle
      return assembleRecord({
        cluster: { name, kubernetesVersion, adopted, nodes: nodes.map((node) => node.name), versions },
        startedAtMs,
        ...(sinceMs !== undefined && { sinceMs }),
        endedAtMs: endedAtMs ?? now(),
        boot: actions.list(),
        tests,
        reports,
        watched: live?.read() ?? watched,
      })
    },
  }
}
