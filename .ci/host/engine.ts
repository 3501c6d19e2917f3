// The engine a command runs with: the one that answers, else one that we start, which ends with the last command using it.
//
// An engine that is not ours is left exactly as it is. Ours is told by ENGINE_MARK.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readEnvironment } from '../../src/config/env.ts'
import { connectEngine, type Engine } from '../../src/docker/connect.ts'
import { DockerError, isKindError, type KindError } from '../../src/support/errors.ts'
import { acquireKernelLock, type KernelLock, tryKernelLock } from '../../src/support/kernel-lock.ts'
import { findProcess, isProcessGone, parseIdentity, type ProcessIdentity, renderIdentity } from '../../src/support/process-identity.ts'
import { readMissingCapabilities } from './capabilities.ts'
import { ENGINE_PACKAGES, ensureDebianPackages, findMissingPackages, mayInstallPackages } from './debian-packages.ts'
import { ENGINE_MARK, ENGINE_RUN, START_LOCK, USERS_LOCK } from './engine-paths.ts'
import { say } from './say.ts'
import { awaitDockerd, findDockerd, startEngine } from './start-engine.ts'
import { stopEngine, stopInitService, type StopOptions } from './stop-engine.ts'

export interface EngineUse {
  readonly engine: Engine
  /** Ends the use. The last one out stops the engine, if it is ours, is not to stay, and no container runs in it. */
  leave(options: StopOptions): Promise<void>
}

/** Sees to it that an engine answers. Throws KIND_DOCKER_UNREACHABLE when none does and none may be started here. */
export async function useEngine({ keep }: { keep: boolean }): Promise<EngineUse> {
  const found = await findEngine()
  // Without a mark nothing of ours runs: the usual host, where not even a lock file is made.
  if (!isKindError(found) && !readMark()) return { engine: found, leave: () => Promise.resolve() }
  if (isKindError(found)) requireStartable(found)
  // From here on one command at a time: two that find no engine must not start two, and none may use one that is ending.
  const onWait = (): void => say('another command is starting or stopping the engine; waiting for it')
  const startLock = await acquireKernelLock(START_LOCK, { kind: 'exclusive', onWait })
  try {
    const engine = await ensureEngine(keep)
    if (!readMark()) return { engine, leave: () => Promise.resolve() }
    const use = await acquireKernelLock(USERS_LOCK, { kind: 'shared' })
    return { engine, leave: (options) => leaveEngine(use, keep, options) }
  } finally {
    startLock.release()
  }
}

async function ensureEngine(keep: boolean): Promise<Engine> {
  const found = await findEngine()
  if (!isKindError(found)) return found
  rmSync(ENGINE_MARK, { force: true })
  const installed = await ensureDebianPackages(ENGINE_PACKAGES)
  // Where an init system runs, the package has just started an engine of its own. It serves, unless it lacks our runtime.
  if (installed.includes('docker.io') && readMissingCapabilities().length > 0) await stopInitService()
  const running = findDockerd()
  if (running) {
    await awaitDockerd(running)
  } else {
    const started = await startEngine()
    if (!keep) writeMark(started)
  }
  return connectEngine(readEnvironment().engine, new AbortController().signal)
}

/** The engine the product would use, or why there is none. */
async function findEngine(): Promise<Engine | KindError> {
  try {
    return await connectEngine(readEnvironment().engine, new AbortController().signal)
  } catch (error) {
    if (isKindError(error)) return error
    throw error
  }
}

/** Throws unless an engine may be started here; `problem` is what was found when looking for one. */
function requireStartable(problem: KindError): void {
  const { DOCKER_HOST, DOCKER_CONTEXT } = readEnvironment().engine
  // An engine that somebody named is theirs to start.
  if (DOCKER_HOST || DOCKER_CONTEXT) throw problem
  if (mayInstallPackages()) return
  const isInstalled = findMissingPackages(ENGINE_PACKAGES).length === 0
  const remedy = isInstalled ? problem.facts.do : 'install Docker (https://docs.docker.com/engine/install), start it, and run this again'
  throw new DockerError('KIND_DOCKER_UNREACHABLE', {
    ...problem.facts,
    what: `${problem.facts.what}; one is installed and started only for root on Debian`,
    ...(remedy !== undefined && { do: remedy }),
  })
}

async function leaveEngine(use: KernelLock, keep: boolean, options: StopOptions): Promise<void> {
  use.release()
  const startLock = await acquireKernelLock(START_LOCK, { kind: 'exclusive' })
  try {
    const engine = readMark()
    if (!engine) return
    // Asked to keep an engine that another command started: from now on nobody stops it.
    if (keep) return rmSync(ENGINE_MARK, { force: true })
    const alone = await tryKernelLock(USERS_LOCK, 'exclusive')
    if (!alone) return
    try {
      if (await stopEngine(engine, options)) rmSync(ENGINE_MARK, { force: true })
    } finally {
      alone.release()
    }
  } finally {
    startLock.release()
  }
}

/** The engine we started, if it still runs. Others than root cannot start one, so for them there is none. */
export function readMark(): ProcessIdentity | undefined {
  if (process.getuid?.() !== 0) return undefined
  try {
    const engine = parseIdentity(readFileSync(ENGINE_MARK, 'utf8'))
    return engine && isProcessGone(engine) === false && findProcess(engine.pid)?.name === 'dockerd' ? engine : undefined
  } catch {
    return undefined
  }
}

function writeMark(engine: ProcessIdentity): void {
  mkdirSync(ENGINE_RUN, { recursive: true })
  writeFileSync(ENGINE_MARK, renderIdentity(engine))
}
