// A command, run inside a running container → its output, chunk by chunk as the engine sends it, and its exit code. What becomes of the
// output is the caller's affair: exec.ts keeps it, stream-exec.ts hands it on.
import type { Duplex, Readable, Writable } from 'node:stream'
import type Dockerode from 'dockerode'
import { askEngine, endedEarly, toDockerError } from './ask-engine.ts'
import type { Engine } from './connect.ts'
import { readContainerName } from './container-name.ts'

export interface Exec {
  readonly argv: readonly string[]
  /** Given to the command as its input, then closed. Without it the input is empty. */
  readonly stdin?: string | Readable | undefined
  /** A terminal: the output is then raw. */
  readonly tty?: boolean
  /** Takes the output; the next chunk comes when it has. */
  take(chunk: Buffer): void | Promise<void>
  /** Where the output goes: when one of them breaks (`| head`), the command is of no use any more. */
  readonly outputs?: readonly Writable[]
  /** Called with the exec when the command runs. */
  readonly onStart?: (exec: Dockerode.Exec) => Promise<void>
  /** For the error of a command that was ended early. */
  readonly lastLines?: () => readonly string[]
}

const startTimer = globalThis.setTimeout

/** Runs `argv` (no shell) as root and resolves with its exit code when all its output has been taken. */
export async function runExec(engine: Engine, id: string, run: Exec): Promise<number> {
  const command = describeCommand(run.argv)
  const attempt = async (): Promise<string> => `"${command}" could not be run on ${await readContainerName(engine, id)}`
  const stdin = run.stdin !== undefined
  const exec = await askEngine(engine, attempt, () => engine.docker.getContainer(id).exec(planExec(run)))
  const socket = await askEngine(engine, attempt, () => exec.start({ hijack: true, stdin, ...(run.tty && { Tty: true }) }))
  try {
    await run.onStart?.(exec)
    await transfer(socket, run)
    return await awaitExitCode(exec)
  } catch (error) {
    if (engine.signal.aborted)
      throw endedEarly(engine.signal, `"${command}" did not end on ${await readContainerName(engine, id)}`, run.lastLines?.() ?? [])
    throw await toDockerError(engine, attempt, error)
  }
}

/** `kubeadm init`, not its flags; but `sh -c "…"` says nothing without them. */
export function describeCommand(argv: readonly string[]): string {
  const flags = argv.findIndex((word) => word.startsWith('-'))
  const words = flags > 1 ? argv.slice(0, flags) : argv
  const text = words.join(' ').split('\n')[0] ?? ''
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

function planExec({ argv, stdin, tty = false }: Exec): Dockerode.ExecCreateOptions {
  return {
    Cmd: [...argv],
    AttachStdin: stdin !== undefined,
    AttachStdout: true,
    AttachStderr: true,
    ...(tty && { Tty: true, Env: ['TERM=xterm-256color'] }),
  }
}

// Ends when the engine has ended the output: every byte has then been seen. It may do so before it has read all input: writing on
// would wait for a reader that is gone.
async function transfer(socket: Duplex, { stdin, take, outputs = [] }: Exec): Promise<void> {
  let failure: Error | undefined
  const end = (error: Error): void => {
    failure ??= error
    socket.destroy()
  }
  const input = typeof stdin === 'object' ? stdin : undefined
  const others = [...outputs, ...(input ? [input] : [])]
  for (const stream of others) stream.on('error', end)
  // What the reader below does not meet is an input that a command which has ended no longer takes.
  socket.on('error', () => undefined)
  if (typeof stdin === 'string') socket.end(stdin)
  else input?.pipe(socket)
  try {
    for await (const chunk of socket as AsyncIterable<Buffer>) await take(chunk)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // Nobody reads the rest of the input of a command that has ended; what it said before is complete.
    if (failure !== undefined || stdin === undefined || (code !== 'EPIPE' && code !== 'ECONNRESET')) throw failure ?? error
  } finally {
    for (const stream of others) stream.off('error', end)
    input?.unpipe(socket)
    socket.destroy()
  }
  if (failure !== undefined) throw failure
}

/** The engine closes the output a moment before it notes the exit code. */
async function awaitExitCode(exec: Dockerode.Exec): Promise<number> {
  for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 2, 200)) {
    const { Running, ExitCode } = await exec.inspect()
    if (!Running && ExitCode !== null) return ExitCode
    await new Promise((resolve) => void startTimer(resolve, pauseMs))
  }
}
