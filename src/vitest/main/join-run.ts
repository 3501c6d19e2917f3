// A Vitest project → the run of its Vitest process, and with it the moment of closing. Main process only.
import { describeError } from '../../support/errors.ts'
import type { TestProject, Vitest } from 'vitest/node'
import { createFaultDesk, type FaultDesk } from './fault-desk.ts'
import { type ClusterRun, createRun } from './run.ts'
import { createSharedObjects, type SharedObjects } from './shared-objects.ts'

/** A project's part in the run. */
export interface Session {
  readonly run: ClusterRun
  readonly faults: FaultDesk
  /** What tests of all projects use together. */
  readonly sharedObjects: Pick<SharedObjects, 'claimObject' | 'objectMade' | 'releaseObjects'>
  /** Called when Vitest closes or restarts. */
  onClose(close: () => void): void
}

interface RunState {
  readonly run: ClusterRun
  readonly faults: FaultDesk
  readonly sharedObjects: SharedObjects
  readonly projects: WeakSet<TestProject>
  readonly closers: (() => void)[]
}

const runs = new WeakMap<Vitest, RunState>()

/** Undefined for a project that has joined already. */
export function joinRun(project: TestProject): Session | undefined {
  let state = runs.get(project.vitest)
  if (!state) runs.set(project.vitest, (state = openRun(project.vitest)))
  if (state.projects.has(project)) return undefined
  state.projects.add(project)
  const { run, faults, closers } = state
  const { claimObject, objectMade, releaseObjects } = state.sharedObjects
  return { run, faults, sharedObjects: { claimObject, objectMade, releaseObjects }, onClose: (close) => void closers.push(close) }
}

function openRun(vitest: Vitest): RunState {
  const sharedObjects = createSharedObjects((line) => vitest.logger.log(line))
  const projects = new WeakSet<TestProject>()
  const state: RunState = {
    run: createRun(vitest, (project) => projects.has(project)),
    faults: createFaultDesk(),
    sharedObjects,
    projects,
    closers: [],
  }
  let restarting = false
  vitest.onServerRestart(() => void (restarting = true))
  vitest.onClose(async () => {
    // Before anything is awaited: Vitest closes its projects at the same time, and what they know goes with them.
    state.run.pages.noteTests()
    for (const close of state.closers.splice(0)) close()
    await sharedObjects.close()
    // An edited configuration closes Vitest and starts it again in the same process: the clusters stay for it.
    if (restarting) return void (restarting = false)
    // What a worker left behind when it died: a cluster that stays is to be as it was.
    await state.faults.end().catch((error: unknown) => vitest.logger.error(describeError(error)))
    await state.run.close(hasFailures(vitest))
  })
  return state
}

function hasFailures({ state }: Vitest): boolean {
  return state.getCountOfFailedTests() > 0 || state.getFailedFilepaths().length > 0 || state.getUnhandledErrors().length > 0
}
