// How a round starts its engine and ends it: a dockerd of its own, or a service of systemd.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { startEngine } from '../../.ci/host/start-engine.ts'
import { endDockerd } from '../../.ci/host/stop-engine.ts'
import { readEnvironment } from '../../src/config/env.ts'
import { connectEngine } from '../../src/docker/connect.ts'
import { until } from './steps.ts'

export interface EngineControl {
  /** Resolves when it answers. */
  start(): Promise<void>
  end(): Promise<void>
}

/** The dockerd that is first on PATH, on the usual socket. */
export function controlDockerd(): EngineControl {
  let dockerd: Awaited<ReturnType<typeof startEngine>> | undefined
  return {
    start: async () => void (dockerd = await startEngine()),
    end: async () => {
      if (dockerd) await endDockerd(dockerd)
      dockerd = undefined
    },
  }
}

/** One of the user's own manager for whoever is not root. Not every unit says when it is ready, so the engine is asked. */
export function controlUnit(unit: string, { patience }: { readonly patience: number }): EngineControl {
  const manager = process.getuid?.() === 0 ? [] : ['--user']
  const systemctl = async (verb: string): Promise<void> => void (await promisify(execFile)('systemctl', [...manager, verb, unit]))
  let problem: unknown
  const answers = (): Promise<boolean> =>
    connectEngine(readEnvironment().engine, new AbortController().signal).then(
      () => true,
      (error: unknown) => {
        problem = error
        return false
      },
    )
  return {
    start: async () => {
      await systemctl('start')
      await until(answers, 60_000 * patience, () => `${unit} was started, and its engine does not answer: ${String(problem)}`)
    },
    end: () => systemctl('stop'),
  }
}
