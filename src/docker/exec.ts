// A command, run inside a running container → its output and exit code. Nothing of the host's environment goes in.
import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { DockerError } from '../support/errors.ts'
import { narrowEngine, type Engine } from './connect.ts'
import { readContainerName } from './container-name.ts'
import { createDemultiplexer } from './demultiplex.ts'
import { describeCommand, runExec } from './run-exec.ts'

export interface RunOptions {
  /** Given to the command as its input, then closed; a stream is destroyed when the command has ended. Without it the input is empty. */
  readonly stdin?: string | Readable
  /** Hears stdout and stderr as they come, in whole characters. */
  readonly onOutput?: (chunk: string) => void
  /** Ends the wait at once, as the engine's own does. The command itself may go on in the container: the engine has no way to stop it. */
  readonly signal?: AbortSignal
  /** A non-zero exit code is a result, not an error. @default false */
  readonly allowFailure?: boolean
}

export interface RunResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

const LAST_LINES = 15

/** Runs `argv` (no shell) as root; throws KIND_DOCKER_FAILED with the last lines when it fails. */
export async function runInContainer(own: Engine, id: string, argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const engine = narrowEngine(own, options.signal)
  const { stdin } = options
  const output = createOutput(options.onOutput)
  let exitCode: number
  try {
    exitCode = await runExec(engine, id, { argv, stdin, take: output.take, lastLines: output.lastLines })
  } finally {
    output.end()
    // Whoever feeds it must not wait for a reader that is gone.
    if (typeof stdin === 'object') stdin.destroy()
  }
  if (exitCode !== 0 && !options.allowFailure) {
    throw new DockerError('KIND_DOCKER_FAILED', {
      what: `"${describeCommand(argv)}" exited with ${exitCode} on ${await readContainerName(engine, id)}`,
      seen: output.lastLines(),
    })
  }
  return { exitCode, stdout: output.text('stdout'), stderr: output.text('stderr') }
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
    lastLines: () =>
      both
        .split('\n')
        .map((line) => line.trimEnd())
        .filter(Boolean)
        .slice(-LAST_LINES),
  }
}
