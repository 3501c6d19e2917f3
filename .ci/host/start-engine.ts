// Starts a Docker engine on a host where none answers, and waits until it does.
//
// In: a Debian host where we are root. Out: dockerd in a session of its own, which outlives the command that started it.
// It must not touch the host's own /etc/docker/daemon.json: the configuration is a file of ours.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { DockerError } from '../../src/support/errors.ts'
import { isProcessGone, type ProcessIdentity } from '../../src/support/process-identity.ts'
import { answersAt } from './ask-engine.ts'
import { readMissingCapabilities } from './capabilities.ts'
import { ENGINE_CONFIG, ENGINE_HOME, ENGINE_LOG, ENGINE_SOCKET, OCI_RUNTIME, SYSTEM_PATH } from './engine-paths.ts'
import { ensureOciRuntime } from './oci-runtime.ts'
import { findByPidFile } from './find-by-pid-file.ts'
import { say } from './say.ts'

// An idle dockerd answers after 1-2 s. After an unclean stop it first cleans up its containers and may check its store.
const START_TIMEOUT_MS = 90_000

const DOCKERD_PID_FILE = '/var/run/docker.pid'
const CONTAINERD_PID_FILE = '/var/run/docker/containerd/containerd.pid'

/** Starts dockerd and returns its process once it answers. Throws with the end of its log when it ends instead. */
export async function startEngine(): Promise<ProcessIdentity> {
  removeStaleFiles()
  mkdirSync(ENGINE_HOME, { recursive: true })
  const needsRuntime = readMissingCapabilities().length > 0
  if (needsRuntime) await ensureOciRuntime()
  writeFileSync(ENGINE_CONFIG, JSON.stringify(engineConfig(needsRuntime), null, 2))

  const startedAt = performance.now()
  say(`starting dockerd (log: ${ENGINE_LOG})`)
  const env = { ...proxySettings(), HOME: '/root', PATH: await pathForEngine() }
  const log = openSync(ENGINE_LOG, 'w')
  // Detached: its own session, so neither Ctrl-C nor the end of this process reaches it.
  const dockerd = spawn('dockerd', ['--config-file', ENGINE_CONFIG], {
    cwd: '/',
    detached: true,
    env,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  const ended = endOf(dockerd)
  const engine = await awaitAnswer(ended)
  dockerd.unref()
  say(`starting dockerd: done in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
  return engine
}

/** All that a service needs of its starter's environment: how images are to be pulled. What else is in it is nobody's business. */
function proxySettings(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(https?|no|all)_proxy$/i.test(name)))
}

/** What goes into daemon.json. The runtime is the default one, because `docker run` names none. */
function engineConfig(needsRuntime: boolean): object {
  if (!needsRuntime) return {}
  return { 'default-runtime': 'vitest-kind', runtimes: { 'vitest-kind': { path: OCI_RUNTIME } } }
}

/** The dockerd that runs on this host, whether it answers yet or not. */
export function findDockerd(): ProcessIdentity | undefined {
  const dockerd = findByPidFile(DOCKERD_PID_FILE)
  return dockerd?.name === 'dockerd' ? dockerd : undefined
}

/** Waits for a dockerd that somebody else has started. */
export async function awaitDockerd(dockerd: ProcessIdentity): Promise<void> {
  say(`a dockerd (pid ${dockerd.pid}) is running and does not answer yet; waiting for it`)
  const deadline = performance.now() + START_TIMEOUT_MS
  while (performance.now() < deadline && !isProcessGone(dockerd)) {
    if (await answersAt(ENGINE_SOCKET)) return
    await pause()
  }
  throw new DockerError('KIND_DOCKER_UNREACHABLE', {
    what: !isProcessGone(dockerd)
      ? `dockerd (pid ${dockerd.pid}) runs, but did not answer at ${ENGINE_SOCKET} within ${START_TIMEOUT_MS / 1000} s`
      : `dockerd (pid ${dockerd.pid}), which was starting when we came, has ended`,
    do: `look at its log; end it if it still runs (kill ${dockerd.pid}), and try again`,
  })
}

/**
 * A dockerd that was killed leaves its pid files behind. When another process has that pid by now (likely after a reboot),
 * dockerd refuses to start, or takes that process for its containerd and waits for it.
 */
function removeStaleFiles(): void {
  rmSync(DOCKERD_PID_FILE, { force: true })
  // A containerd that outlived its dockerd stays: the new dockerd takes it over, with the containers it still runs.
  if (!findByPidFile(CONTAINERD_PID_FILE)?.name.includes('containerd')) rmSync(CONTAINERD_PID_FILE, { force: true })
}

async function awaitAnswer(ended: Promise<string>): Promise<ProcessIdentity> {
  const deadline = performance.now() + START_TIMEOUT_MS
  let end = `dockerd was started and did not answer at ${ENGINE_SOCKET} within ${START_TIMEOUT_MS / 1000} s`
  while (performance.now() < deadline) {
    const engine = (await answersAt(ENGINE_SOCKET)) ? findDockerd() : undefined
    if (engine) return engine
    const isOver = await Promise.race([ended, pause()])
    if (isOver === undefined) continue
    end = isOver
    break
  }
  throw new DockerError('KIND_DOCKER_UNREACHABLE', { what: end, seen: readLogTail(), kept: ENGINE_LOG })
}

function endOf(dockerd: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    dockerd.on('error', (error) => resolve(`dockerd could not be started: ${error.message}`))
    dockerd.on('exit', (code, signal) => resolve(`dockerd ended right after its start (${signal ?? `exit code ${code}`})`))
  })
}

function readLogTail(): string[] {
  const lines = readFileSync(ENGINE_LOG, 'utf8').trim().split('\n')
  // Its last words are plain text ("failed to start daemon: ..."); before it come hundreds of informational lines.
  return lines.filter((line) => !line.includes('level=info')).slice(-12)
}

/**
 * Debian's iptables speaks to nf_tables. On a kernel that has only the older tables it fails, and dockerd with it; the
 * legacy program of the same package works there. It is put first in dockerd's PATH, the host's choice stays as it is.
 */
async function pathForEngine(): Promise<string> {
  if ((await canList('iptables')) || !(await canList('iptables-legacy'))) return SYSTEM_PATH
  const folder = `${ENGINE_HOME}/legacy-iptables`
  mkdirSync(folder, { recursive: true })
  for (const name of ['iptables', 'ip6tables', 'iptables-save', 'ip6tables-save', 'iptables-restore', 'ip6tables-restore']) {
    rmSync(`${folder}/${name}`, { force: true })
    symlinkSync('/usr/sbin/xtables-legacy-multi', `${folder}/${name}`)
  }
  return `${folder}:${SYSTEM_PATH}`
}

function canList(program: string): Promise<boolean> {
  const list = promisify(execFile)(program, ['--table', 'nat', '--list', '--numeric'], { env: { PATH: SYSTEM_PATH } })
  return list.then(
    () => true,
    () => false,
  )
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50))
}
