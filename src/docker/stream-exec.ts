// A command, run inside a running container → its output, byte by byte, into streams of the caller's, and its exit code.
// Nothing is held in memory: a reader that is slow slows the command down.
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { narrowEngine, type Engine } from './connect.ts'
import { createDemultiplexer } from './demultiplex.ts'
import { runExec } from './run-exec.ts'

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
  /** Ends the wait at once, as the engine's own does. The command itself may go on in the container: the engine has no way to stop it. */
  readonly signal?: AbortSignal
}

/** Runs `argv` (no shell) as root and resolves with its exit code when all its output has been taken. */
export async function streamInContainer(own: Engine, id: string, argv: readonly string[], options: StreamOptions): Promise<number> {
  const { stdin, stdout, stderr, terminal } = options
  const demultiplex = createDemultiplexer((name, piece) => (name === 'stdout' ? stdout : stderr).write(piece))
  let unfit: (() => void) | undefined
  try {
    return await runExec(narrowEngine(own, options.signal), id, {
      argv,
      stdin,
      tty: terminal !== undefined,
      outputs: [stdout, stderr],
      async take(chunk) {
        if (terminal) stdout.write(chunk)
        else demultiplex(chunk)
        for (const output of [stdout, stderr]) if (output.writableNeedDrain) await once(output, 'drain')
      },
      async onStart(exec) {
        if (!terminal) return
        const fit = async (): Promise<void> => {
          const { columns, rows } = terminal.size()
          // A command that has just ended has no size any more.
          await exec.resize({ w: columns, h: rows }).catch(() => undefined)
        }
        unfit = terminal.onResize(() => void fit())
        await fit()
      },
    })
  } finally {
    unfit?.()
  }
}
