// A Vitest project → the run of its Vitest process, and with it the moment of closing. Main process only.
import type { TestProject, Vitest } from 'vitest/node'
import { type ClusterRun, createRun } from './run.ts'

/** A project's part in the run. */
export interface Session {
  readonly run: ClusterRun
  /** Called when Vitest closes or restarts. */
  onClose(close: () => void): void
}

interface RunState {
  readonly run: ClusterRun
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
  const { run, closers } = state
  return { run, onClose: (close) => void closers.push(close) }
}

function openRun(vitest: Vitest): RunState {
  const state: RunState = { run: createRun(vitest), projects: new WeakSet(), closers: [] }
  let restarting = false
  vitest.onServerRestart(() => void (restarting = true))
  vitest.onClose(async () => {
    for (const close of state.closers.splice(0)) close()
    // An edited configuration closes Vitest and starts it again in the same process: the clusters stay for it.
    if (restarting) return void (restarting = false)
    await state.run.close(hasFailures(vitest))
  })
  return state
}

function hasFailures({ state }: Vitest): boolean {
  return state.getCountOfFailedTests() > 0 || state.getFailedFilepaths().length > 0 || state.getUnhandledErrors().length > 0
}
