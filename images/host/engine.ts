// The engine a command runs with: the one that answers, else one that we start, which ends with the last command using it.
//
// An engine that is not ours is left exactly as it is. Ours is told by ENGINE_MARK.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { DockerError } from '../../src/support/errors.ts'
import { answersAt } from './ask-engine.ts'
import { readMissingCapabilities } from './capabilities.ts'
import { ENGINE_PACKAGES, ensureDebianPackages, findMissingPackages, mayInstallPackages } from './debian-packages.ts'
import { ENGINE_MARK, ENGINE_RUN, ENGINE_SOCKET, START_LOCK, USERS_LOCK } from './engine-paths.ts'
import { acquireFileLock, type FileLock, tryFileLock } from './file-lock.ts'
import { isAlive, type ProcessId } from './processes.ts'
import { say } from './say.ts'
import { awaitDockerd, findDockerd, startEngine } from './start-engine.ts'
import { stopEngine, stopInitService } from './stop-engine.ts'

export interface EngineUse {
  /** Ends the use. The last one out stops the engine, if it is ours, is not to stay, and no container runs in it. */
  leave(): Promise<void>
}

/** Sees to it that an engine answers. Throws KIND_DOCKER_UNREACHABLE when none does and none may be started here. */
export async function useEngine({ keep }: { keep: boolean }): Promise<EngineUse> {
  // Without a mark nothing of ours runs: the usual host, where not even a lock file is made.
  if (readMark() === undefined && (await findAnsweringEngine())) return { leave: () => Promise.resolve() }
  requireStartable()
  // From here on one command at a time: two that find no engine must not start two.
  const startLock = await acquireFileLock(START_LOCK, 'exclusive', () => say('another command is starting or stopping the engine; waiting for it'))
  try {
    await ensureEngine(keep)
    if (readMark() === undefined) return { leave: () => Promise.resolve() }
    const use = await acquireFileLock(USERS_LOCK, 'shared')
    return { leave: () => leaveEngine(use, keep) }
  } finally {
    startLock.release()
  }
}

async function ensureEngine(keep: boolean): Promise<void> {
  if (await findAnsweringEngine()) return
  rmSync(ENGINE_MARK, { force: true })
  const installed = await ensureDebianPackages(ENGINE_PACKAGES)
  // Where an init system runs, the package has just started an engine of its own. It serves, unless it lacks our runtime.
  if (installed.includes('docker.io') && readMissingCapabilities().length > 0) await stopInitService()
  const running = findDockerd()
  if (running) return awaitDockerd(running)
  const engine = await startEngine()
  if (!keep) writeMark(engine)
}

/** Whether an engine answers where DOCKER_HOST or, without it, the default socket says. */
async function findAnsweringEngine(): Promise<boolean> {
  const host = process.env['DOCKER_HOST']
  if (!host) return answersAt(ENGINE_SOCKET)
  return host.startsWith('unix://') ? answersAt(host.slice('unix://'.length)) : true
}

function requireStartable(): void {
  if (process.env['DOCKER_HOST']) {
    throw new DockerError('KIND_DOCKER_UNREACHABLE', {
      what: `no Docker engine answers at DOCKER_HOST (${process.env['DOCKER_HOST']})`,
      do: 'start that engine, or unset DOCKER_HOST',
    })
  }
  if (mayInstallPackages()) return
  const isInstalled = findMissingPackages(ENGINE_PACKAGES).length === 0
  throw new DockerError('KIND_DOCKER_UNREACHABLE', {
    what: 'no Docker engine answers on this host, and only root on Debian gets one installed and started',
    seen: [`you are uid ${process.getuid?.() ?? 'unknown'} on ${process.platform}`],
    do: isInstalled
      ? 'start Docker (sudo systemctl start docker), and be in its group (sudo usermod -aG docker $USER, then log in again)'
      : 'install Docker (https://docs.docker.com/engine/install) and start it, or set DOCKER_HOST to an engine that runs',
  })
}

async function leaveEngine(use: FileLock, keep: boolean): Promise<void> {
  use.release()
  const startLock = await acquireFileLock(START_LOCK, 'exclusive')
  try {
    const engine = readMark()
    if (!engine) return
    // Asked to keep an engine that another command started: from now on nobody stops it.
    if (keep) return rmSync(ENGINE_MARK, { force: true })
    const alone = await tryFileLock(USERS_LOCK, 'exclusive')
    if (!alone) return
    try {
      if (await stopEngine(engine)) rmSync(ENGINE_MARK, { force: true })
    } finally {
      alone.release()
    }
  } finally {
    startLock.release()
  }
}

/** The engine we started, if it still runs. Others than root cannot start one, so for them there is none. */
export function readMark(): ProcessId | undefined {
  if (process.getuid?.() !== 0) return undefined
  try {
    const engine: ProcessId = JSON.parse(readFileSync(ENGINE_MARK, 'utf8'))
    return isAlive(engine) ? engine : undefined
  } catch {
    return undefined
  }
}

function writeMark({ pid, startedTicks }: ProcessId): void {
  mkdirSync(ENGINE_RUN, { recursive: true })
  writeFileSync(ENGINE_MARK, JSON.stringify({ pid, startedTicks }))
}
