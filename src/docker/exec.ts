// A command, run inside a running container → its output and exit code. Nothing of the host's environment goes in.
import type { Duplex, Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import type Dockerode from 'dockerode'
import { DockerError } from '../support/errors.ts'
import { askEngine, endedEarly, toDockerError } from './ask-engine.ts'
import type { Engine } from './connect.ts'
import { readContainerName } from './container-name.ts'
import { createDemultiplexer } from './demultiplex.ts'

export interface RunOptions {
  /** Given to the command as its input, then closed. Without it the input is empty. */
  readonly stdin?: string | Readable
  /** Added to the container's environment. */
  readonly environment?: Readonly<Record<string, string>>
  /** Hears stdout and stderr as they come, in whole characters. */
  readonly onOutput?: (chunk: string) => void
  /** Ends the wait at once. The command itself may go on in the container: the engine has no way to stop it. */
  readonly signal?: AbortSignal
  /** A non-zero exit code is a result, not an error. @default false */
  readonly allowFailure?: boolean
  /** @default false */
  readonly privileged?: boolean
}

export interface RunResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

const LAST_LINES = 15

const startTimer = globalThis.setTimeout

/** Runs `argv` (no shell) as root; throws KIND_DOCKER_FAILED with the last lines when it fails. */
export async function runInContainer(engine: Engine, id: string, argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { signal } = options
  const command = describeCommand(argv)
  const attempt = async (): Promise<string> => `"${command}" could not be run on ${await readContainerName(engine, id)}`
  if (signal?.aborted) throw endedEarly(signal, await attempt(), [])
  const exec = await askEngine(engine, attempt, () => engine.docker.getContainer(id).exec(planExec(argv, options)))
  const stdin = options.stdin !== undefined
  const socket = await askEngine(engine, attempt, () => exec.start({ hijack: true, stdin }))
  const output = createOutput(options.onOutput)
  let exitCode: number
  try {
    await transfer(socket, output.take, options)
    output.end()
    exitCode = await awaitExitCode(exec, signal)
  } catch (error) {
    if (signal?.aborted) throw endedEarly(signal, `"${command}" did not end on ${await readContainerName(engine, id)}`, output.lastLines())
    throw await toDockerError(engine, attempt, error)
  }
  if (exitCode !== 0 && !options.allowFailure) {
    throw new DockerError('KIND_DOCKER_FAILED', {
      what: `"${command}" exited with ${exitCode} on ${await readContainerName(engine, id)}`,
      seen: output.lastLines(),
    })
  }
  return { exitCode, stdout: output.text('stdout'), stderr: output.text('stderr') }
}

/** The body of the engine's create-exec call. */
export function planExec(argv: readonly string[], { stdin, environment = {}, privileged = false }: RunOptions): Dockerode.ExecCreateOptions {
  return {
    Cmd: [...argv],
    Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    AttachStdin: stdin !== undefined,
    AttachStdout: true,
    AttachStderr: true,
    Privileged: privileged,
  }
}

// Resolves when the engine has ended the output: every byte has then been seen. It may do so before it has read all input:
// writing on would wait for a reader that is gone.
function transfer(socket: Duplex, take: (chunk: Buffer) => void, { stdin, signal }: RunOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => void socket.destroy(new Error('ended early'))
    const settle = (error?: NodeJS.ErrnoException): void => {
      signal?.removeEventListener('abort', stop)
      // Nobody reads the rest of the input of a command that has ended; what it said before is complete.
      const inputRefused = stdin !== undefined && (error?.code === 'EPIPE' || error?.code === 'ECONNRESET')
      if (error && !inputRefused) reject(error)
      else resolve()
      socket.destroy()
      if (typeof stdin === 'object') stdin.destroy()
    }
    socket.on('data', take).on('error', settle).on('end', () => settle()).on('close', () => settle())
    signal?.addEventListener('abort', stop)
    if (signal?.aborted) stop()
    else if (typeof stdin === 'string') socket.end(stdin)
    else stdin?.once('error', (error) => socket.destroy(error)).pipe(socket)
  })
}

/** The engine closes the output a moment before it notes the exit code. */
export async function awaitExitCode(exec: Dockerode.Exec, signal: AbortSignal | undefined): Promise<number> {
  for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 2, 200)) {
    const { Running, ExitCode } = await exec.inspect()
    if (!Running && ExitCode !== null) return ExitCode
    signal?.throwIfAborted()
    await new Promise((resolve) => void startTimer(resolve, pauseMs))
  }
}

function createOutput(onOutput: (chunk: string) => void = () => {}) {
  const texts = { stdout: '', stderr: '' }
  const decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') }
  let both = ''
  const add = (name: 'stdout' | 'stderr', text: string): void => {
    if (text === '') return
    texts[name] += text
    both += text
    onOutput(text)
  }
  return {
    take: createDemultiplexer((name, piece) => add(name, decoders[name].write(piece))),
    end: () => {
      add('stdout', decoders.stdout.end())
      add('stderr', decoders.stderr.end())
    },
    text: (name: 'stdout' | 'stderr') => texts[name],
    lastLines: () => both.split('\n').map((line) => line.trimEnd()).filter(Boolean).slice(-LAST_LINES),
  }
}

/** `kubeadm init`, not its flags; but `sh -c "…"` says nothing without them. */
export function describeCommand(argv: readonly string[]): string {
  const flags = argv.findIndex((word) => word.startsWith('-'))
  const words = flags > 1 ? argv.slice(0, flags) : argv
  const text = words.join(' ').split('\n')[0] ?? ''
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
