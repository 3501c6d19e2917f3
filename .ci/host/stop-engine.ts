// Ends the engine that we started. It must not end one in which a container still runs: somebody kept it on purpose.
import { spawn } from 'node:child_process'
import { isProcessGone, type ProcessIdentity } from '../../src/support/process-identity.ts'
import { askEngine } from './ask-engine.ts'
import { ENGINE_SOCKET, SYSTEM_PATH } from './engine-paths.ts'
import { say } from './say.ts'

// When a run was ended by a signal, its clusters are removed by a process of their own, which has to find the engine alive.
// It is done within 15 s of the end of the run.
const REMOVAL_TIMEOUT_MS = 20_000

// dockerd gives itself 15 s to stop; an idle one needs 0.1-0.3 s.
const STOP_TIMEOUT_MS = 30_000

export interface StopOptions {
  /** Whether the command was ended by a signal, so that its containers may be about to go. */
  readonly awaitContainers: boolean
}

/** Whether the engine was stopped; false when containers still run in it. */
export async function stopEngine(engine: ProcessIdentity, { awaitContainers }: StopOptions): Promise<boolean> {
  const running = await awaitNoContainers(awaitContainers ? REMOVAL_TIMEOUT_MS : 0)
  if (running.length > 0) {
    say(`the engine stays, because ${running.length} containers run in it: ${running.join(' ')}`)
    say(`  to end it: kill ${engine.pid}`)
    return false
  }
  await endDockerd(engine)
  return true
}

/** Ends dockerd, which stops the containers it runs. */
export async function endDockerd(engine: ProcessIdentity): Promise<void> {
  process.kill(engine.pid, 'SIGTERM')
  const deadline = performance.now() + STOP_TIMEOUT_MS
  while (!isProcessGone(engine) && performance.now() < deadline) await pause(20)
  if (!isProcessGone(engine)) {
    say(`dockerd (pid ${engine.pid}) did not end within ${STOP_TIMEOUT_MS / 1000} s of SIGTERM; killing it`)
    process.kill(engine.pid, 'SIGKILL')
  }
}

/** Ends the engine that an init system started when the package was installed. Absent init system: nothing happens. */
export async function stopInitService(): Promise<void> {
  await new Promise<void>((resolve) => {
    const child = spawn('service', ['docker', 'stop'], { stdio: 'ignore', env: { ...process.env, PATH: SYSTEM_PATH } })
    child.on('error', () => resolve())
    child.on('close', () => resolve())
  })
}

async function awaitNoContainers(timeoutMs: number): Promise<string[]> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const running = await listRunning()
    if (running.length === 0 || performance.now() > deadline) return running
    await pause(100)
  }
}

/** Names of the running containers; none when the engine does not answer, which is then no reason to keep it. */
async function listRunning(): Promise<string[]> {
  const answer = await askEngine(ENGINE_SOCKET, '/containers/json', 10_000)
  if (answer?.status !== 200) return []
  const containers: { Names: string[] }[] = JSON.parse(answer.text)
  return containers.map(({ Names }) => (Names[0] ?? '').replace(/^\//, ''))
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
