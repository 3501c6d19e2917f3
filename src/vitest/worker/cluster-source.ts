// Where the cluster of `kindCluster()` comes from, and what becomes of it when a file ends: shared with other files, or the file's own. Worker side.
import { inject, type TestContext } from 'vitest'
import type { ClusterHandle } from '../../cluster/handle.ts'
import { describeSource, findCluster } from './find-cluster.ts'
import { type ClusterSelector, connectMainProcess, type MainProcess } from '../request.ts'

/** How a test file has its cluster. */
export interface Isolation {
  /**
   * A cluster that no other file has, also where it asks for the same options: made when the first test of it starts, removed when the file
   * ends. For tests of what belongs to no namespace.
   *
   * @default files that ask for the same options share one
   */
  readonly isolated: true
}

export interface ClusterSource {
  /** Fixtures of the cluster live as long as it may: a worker has several files with `isolate: false`. */
  readonly scope: 'worker' | 'file'
  /** A file begins: what has failed is tried again. */
  begin(): void
  /** Asked once, however many tests use it. */
  find(): Promise<ClusterHandle>
  /** The file is over. Throws KIND_REMOVE_FAILED where its own cluster would not go. */
  end(file: TestContext['task']['file'] | undefined): Promise<void>
}

export function createClusterSource(selector: ClusterSelector | undefined, isolation: Isolation | undefined): ClusterSource {
  let found: Promise<ClusterHandle> | undefined
  let failed = false
  let main: MainProcess | undefined

  async function makeOwn(): Promise<ClusterHandle> {
    const { checkIsolation } = await import('./check-isolation.ts')
    const run = inject('vitest-kind:run')
    if (!run?.broker) return findCluster(selector)
    const source = describeSource(run)
    const options = checkIsolation(selector, isolation, source)
    // Kept open: the cluster goes with it, also when this process dies.
    main = await connectMainProcess(run.broker)
    return main.call('acquireIsolated', { options, source })
  }

  return {
    scope: isolation ? 'file' : 'worker',
    begin() {
      if (failed) [found, failed] = [undefined, false]
    },
    find() {
      found ??= isolation ? makeOwn() : findCluster(selector)
      found.catch(() => (failed = true))
      return found
    },
    async end(file) {
      if (!isolation) return
      const own = main
      found = main = undefined
      if (!own) return
      await own.call('removeIsolated', { failed: file !== undefined && hasFailed(file) }).finally(own.close)
    },
  }
}

type Task = TestContext['task'] | TestContext['task']['file']['tasks'][number]

function hasFailed(task: Task | TestContext['task']['file']): boolean {
  return task.result?.state === 'fail' || ('tasks' in task && task.tasks.some(hasFailed))
}
