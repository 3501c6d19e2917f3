// Runs one compiler call to its end. Counts what was compiled on the way; a failure carries the compiler's last words.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { CompilerCall } from './plan-compile.ts'

const tailLines = 30

export type CompilerStep = 'fetched' | 'compiled'

export interface RunOptions {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly signal?: AbortSignal | undefined
  /** Called for each module that is fetched and each Go package that was compiled. */
  readonly onStep: (step: CompilerStep) => void
}

export async function runCompiler(call: CompilerCall, options: RunOptions): Promise<void> {
  options.signal?.throwIfAborted()
  const child = spawn(call.command, call.args, {
    cwd: options.cwd,
    env: { ...options.env, ...call.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  // SIGINT, not SIGKILL: Go then lets its running compilers end and removes its work folder.
  const abort = (): void => void child.kill('SIGINT')
  options.signal?.addEventListener('abort', abort)
  const said: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (isPackageLine(line)) options.onStep('compiled')
    else if (line.startsWith('go: downloading ')) options.onStep('fetched')
    else if (said.push(line) > tailLines) said.shift()
  })
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
    options.signal?.throwIfAborted()
    if (code !== 0) throw new Error([`${call.command} ended with ${signal ?? `code ${code}`}`, ...said].join('\n'))
  } finally {
    options.signal?.removeEventListener('abort', abort)
  }
}

/** `go build -v` says one import path a line; everything else it says has blanks in it. */
function isPackageLine(line: string): boolean {
  return /^[\w.~/-]+$/.test(line)
}
