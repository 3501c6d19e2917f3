// A root and what is to be tried → a machine that answers; with its end everything of it is gone.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { RootDisk } from '../root/build-root.ts'
import type { ProgramEnd, RunOptions } from '../run-program.ts'
import { planSsh, runInGuest } from './guest.ts'
import { planMachine } from './plan-machine.ts'

export interface Machine extends AsyncDisposable {
  /** A shell's command line that leads into it. */
  readonly ssh: string
  run(user: string, script: string, options: Omit<RunOptions, 'signal'>): Promise<ProgramEnd>
}

export interface StartOptions {
  readonly root: RootDisk
  readonly payload: string
  /** Of this machine alone. */
  readonly folder: string
  /** For the guest to answer, in milliseconds of this host. */
  readonly withinMs: number
  readonly signal: AbortSignal
}

export async function startMachine({ root, payload, folder, withinMs, signal }: StartOptions): Promise<Machine> {
  const sshPort = await findPort()
  const console = join(folder, 'console.log')
  const [program = '', ...args] = planMachine({ root, payload, sshPort, console, memoryMiB: 8_192 })
  // With its parent ends the machine, however that ends. TMPDIR: what the guest writes, in a file without a name.
  const qemu = spawn('setpriv', ['--pdeathsig', 'KILL', '--', program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: folder },
  })
  let said = ''
  for (const stream of [qemu.stdout, qemu.stderr]) stream.on('data', (chunk: Buffer) => void (said += chunk.toString()))
  const ended = new AbortController()
  qemu.on('error', (cause) => ended.abort(new Error('setpriv (of util-linux) could not be started', { cause })))
  qemu.on('close', (code, by) => ended.abort(new Error(`the virtual machine ended by ${by ?? `code ${code}`}: ${said}`)))
  const both = AbortSignal.any([signal, ended.signal])
  const address = { sshPort, folder }
  const machine: Machine = {
    ssh: ['ssh', ...planSsh(address, 'root', '')].join(' ').trim(),
    run: (user, script, options) => runInGuest(address, user, script, { ...options, signal: both }),
    [Symbol.asyncDispose]: () => kill(qemu),
  }
  try {
    await awaitAnswer(machine, withinMs, both)
    return machine
  } catch (error) {
    await kill(qemu)
    const lines = (await readFile(console, 'utf8').catch(() => '')).trim().split('\n').slice(-20)
    throw new Error(`the virtual machine did not come up; its console ended with:\n${lines.join('\n')}`, { cause: error })
  }
}

async function awaitAnswer(machine: Machine, withinMs: number, signal: AbortSignal): Promise<void> {
  const end = performance.now() + withinMs
  for (;;) {
    const { code, tail } = await machine.run('root', 'systemctl is-system-running --wait', { mayFail: true })
    // What systemd says of itself; of ssh, 255, there is no answer yet.
    if (code === 0) return
    if (code !== 255) throw new Error(`systemd of the guest is ${tail.join(' ')}`)
    if (performance.now() > end) throw new Error(`no answer within ${Math.round(withinMs / 1000)} s: ${tail.join(' ')}`)
    await pause(1_000, undefined, { signal })
  }
}

/** Nothing in it is worth an orderly end: its disks are thrown away. */
async function kill(qemu: ChildProcess): Promise<void> {
  if (qemu.exitCode !== null || qemu.signalCode !== null) return
  const closed = once(qemu, 'close')
  qemu.kill('SIGKILL')
  await closed
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
