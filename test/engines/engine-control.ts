// How a round starts its engine and ends it: a dockerd of its own, or a service of systemd.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { startEngine } from '../../.ci/host/start-engine.ts'
import { endDockerd } from '../../.ci/host/stop-engine.ts'

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

/** A unit that says itself when it is ready; one of the user's own manager for whoever is not root. */
export function controlUnit(unit: string): EngineControl {
  const manager = process.getuid?.() === 0 ? [] : ['--user']
  const systemctl = async (verb: string): Promise<void> => void (await promisify(execFile)('systemctl', [...manager, verb, unit]))
  return { start: () => systemctl('start'), end: () => systemctl('stop') }
}
