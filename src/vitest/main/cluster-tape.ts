// One cluster of a run, and what is told of it while tests use it: its boot, its pods, its tests' attempts. Main process.
import { assembleRecord } from '../../artifacts/assemble-record.ts'
import type { ActionRecord, AttemptReport, RunRecord } from '../../artifacts/run-record.ts'
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
  /** Undefined for a cluster that never came up. */
  assemble(tests: readonly RanTest[], versions: Readonly<Record<string, string>>): RunRecord | undefined
}

// Captured at load: users' tests may fake the clock.
const now = Date.now

export function createClusterTape(): ClusterTape {
  const startedAtMs = now()
  const actions = new Map<string, ActionRecord>()
  const reports: AttemptReport[] = []
  const files = new Set<string>()
  let handle: ClusterHandle | undefined
  let watching: Promise<{ readonly watcher: ClusterWatcher; readonly connection: KubeConnection }> | undefined
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
    noteProgress(event) {
      if (event.type === 'started') actions.set(event.action, { action: event.action, startedAtMs: now(), state: 'running' })
      if (event.type !== 'finished' && event.type !== 'failed') return
      const at = now()
      const began = actions.get(event.action)?.startedAtMs ?? at - event.elapsedMs
      actions.set(event.action, { action: event.action, startedAtMs: began, endedAtMs: at, state: event.type })
    },
    noteReport: (report) => void reports.push(report),
    noteFile: (file) => void files.add(file),
    watch(usable) {
      handle = usable
      watching = open(usable)
      watching.catch(() => undefined)
    },
    async stop() {
      endedAtMs ??= now()
      try {
        const { watcher, connection } = (await watching) ?? {}
        watching = undefined
        if (!watcher) return
        watched = watcher.read()
        watcher.stop()
        await connection?.close()
      } catch (error) {
        watched = { ...watched, gaps: [`the cluster could not be watched: ${describeError(error)}`] }
      }
    },
    hasTest: ({ id, file }) => files.has(file) || reports.some(({ test }) => test === id),
    assemble(tests, versions) {
      if (!handle) return undefined
      const { name, kubernetesVersion, adopted, nodes } = handle
      return assembleRecord({
        cluster: { name, kubernetesVersion, adopted, nodes: nodes.map((node) => node.name), versions },
        startedAtMs,
        endedAtMs: endedAtMs ?? now(),
        boot: [...actions.values()],
        tests,
        reports,
        watched,
      })
    },
  }
}
