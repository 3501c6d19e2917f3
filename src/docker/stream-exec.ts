// A command, run inside a running container → its output, byte by byte, into streams of the caller's, and its exit code.
// Nothing is held in memory: a reader that is slow slows the command down.
import { once } from 'node:events'
import type { Duplex, Readable, Writable } from 'node:stream'
import { askEngine, endedEarly, toDockerError } from './ask-engine.ts'
import type { Engine } from './connect.ts'
import { readContainerName } from './container-name.ts'
import { createDemultiplexer } from './demultiplex.ts'
import { awaitExitCode, describeCommand, planExec } from './exec.ts'

/** A terminal to run the command in: it then has one output, and its lines end as a terminal wants them. */
export interface Terminal {
  size(): { readonly columns: number; readonly rows: number }
  /** Calls the listener whenever the size has changed; returns a function that ends this. */
  onResize(listener: () => void): () => void
}

export interface StreamOptions {
  /** Given to the command as its input, then closed. Without it the input is empty. */
  readonly stdin?: Readable
  /** Left open at the end; so is `stderr`. */
  readonly stdout: Writable
  readonly stderr: Writable
  readonly terminal?: Terminal
  /** Ends the wait at once. The command itself may go on in the container: the engine has no way to stop it. */
  readonly signal?: AbortSignal
}

/** Runs `argv` (no shell) as root and resolves with its exit code when all its output has been taken. */
export async function streamInContainer(engine: Engine, id: string, argv: readonly string[], options: StreamOptions): Promise<number> {
  const { stdin, terminal, signal } = options
  const attempt = async (): Promise<string> => `"${describeCommand(argv)}" could not be run on ${await readContainerName(engine, id)}`
  if (signal?.aborted) throw endedEarly(signal, await attempt(), [])
  const body = { ...planExec(argv, {}), AttachStdin: stdin !== undefined, ...(terminal && { Tty: true, Env: ['TERM=xterm-256color'] }) }
  const exec = await askEngine(engine, attempt, () => engine.docker.getContainer(id).exec(body))
  const socket = await askEngine(engine, attempt, () => exec.start({ hijack: true, stdin: stdin !== undefined, ...(terminal && { Tty: true }) }))
  const fit = async (): Promise<void> => {
    const { columns, rows } = terminal!.size()
    // A command that has just ended has no size any more.
    await exec.resize({ w: columns, h: rows }).catch(() => undefined)
  }
  const unfit = terminal?.onResize(() => void fit())
  try {
    if (terminal) await fit()
    await transfer(socket, options)
    return await awaitExitCode(exec, signal)
  } catch (error) {
    if (signal?.aborted) throw endedEarly(signal, `"${describeCommand(argv)}" did not end on ${await readContainerName(engine, id)}`, [])
    throw await toDockerError(engine, attempt, error)
  } finally {
    unfit?.()
  }
}

async function transfer(socket: Duplex, { stdin, stdout, stderr, terminal, signal }: StreamOptions): Promise<void> {
  let failure: Error | undefined
  const end = (error: Error): void => {
    failure ??= error
    socket.destroy()
  }
  const stop = (): void => end(new Error('ended early'))
  signal?.addEventListener('abort', stop)
  // Whoever read the output has gone (`| head`), or the input cannot be read: the command is of no use any more.
  for (const stream of [stdin, stdout, stderr]) stream?.on('error', end)
  // Its own errors are those of an input that a command which has ended no longer takes; what it said before is complete.
  socket.on('error', () => undefined)
  stdin?.pipe(socket)
  const demultiplex = createDemultiplexer((name, piece) => (name === 'stdout' ? stdout : stderr).write(piece))
  try {
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      if (terminal) stdout.write(chunk)
      else demultiplex(chunk)
      for (const output of [stdout, stderr]) if (output.writableNeedDrain) await once(output, 'drain')
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (stdin === undefined || (code !== 'EPIPE' && code !== 'ECONNRESET')) throw failure ?? error
  } finally {
    signal?.removeEventListener('abort', stop)
    for (const stream of [stdin, stdout, stderr]) stream?.off('error', end)
    stdin?.unpipe(socket)
    socket.destroy()
  }
  if (failure !== undefined) throw failure
}
