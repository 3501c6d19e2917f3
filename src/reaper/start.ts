// Parent's side of the reaper: a detached child that outlives the run and removes its clusters when it dies without a
// goodbye. Vitest calls no teardown on Ctrl-C, SIGTERM or kill -9; a pipe that closes is the one sign left in all three.
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { BootError, describeError } from '../support/errors.ts'
import { loaderArguments } from '../support/loader-arguments.ts'
import { findProgram } from '../support/package-files.ts'
import type { ReaperAnswer, ReaperMessage, ReaperTarget } from './messages.ts'

export interface Reaper {
  /** Resolves when the child has it, and the death of this process cannot take it back. Throws when the child does not live. */
  watch(target: ReaperTarget): Promise<void>
  /** For a cluster that is to stay. A child that does not live will not remove it. */
  forget(cluster: string): Promise<void>
  /** Everything was removed or is to stay: the child ends, if it has not. */
  goodbye(): Promise<void>
  /** Resolves, with how, when the child ends. */
  readonly ended: Promise<string>
}

export interface ReaperOptions {
  readonly program?: string
  readonly answerWithinMs?: number
}

// It answers in 0.2 s; a host on which it needs this long would not boot a cluster either.
const defaultWithinMs = 30_000

/** Starts the child and waits until it says that it is ready. It does not keep this process alive. Throws KIND_BOOT_FAILED with its last words. */
export async function startReaper({
  program = findProgram('reaper/main'),
  answerWithinMs = defaultWithinMs,
}: ReaperOptions = {}): Promise<Reaper> {
  // Own session, so that a terminal's Ctrl-C does not reach it, and on Windows no part of the job that ends with this process; an empty
  // environment, so that no NODE_OPTIONS do either (what Windows itself needs of it, Node.js adds there); '/' so that it holds no folder of the user's.
  const child = spawnChild(() =>
    spawn(process.execPath, [...loaderArguments(), program], {
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      cwd: '/',
      env: {},
      windowsHide: true,
    }),
  )
  let lastWords = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (lastWords = `${lastWords}${text}`.slice(-2_000)))
  // A child that has died is noticed by its end.
  child.stdin.on('error', () => undefined)
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(describeError(error)))
    child.once('close', (code, signal) => resolve(signal === null ? `exit code ${code}` : `ended by ${signal}`))
  })
  for (const handle of [child, child.stdin, child.stdout, child.stderr]) unref(handle)

  const awaited: ((answer: string) => void)[] = []
  createInterface({ input: child.stdout }).on('line', (line) => awaited.shift()?.(line))
  const hear = async (expected: ReaperAnswer): Promise<void> => {
    const { promise: answer, resolve } = Promise.withResolvers<string>()
    awaited.push(resolve)
    const { promise: late, resolve: giveUp } = Promise.withResolvers<string>()
    const timer = setTimeout(() => giveUp(`no answer within ${answerWithinMs / 1000} s`), answerWithinMs)
    const came = await Promise.race([answer.then((text) => ({ text })), ended, late])
    clearTimeout(timer)
    if (typeof came === 'object' && came.text === expected) return
    child.kill('SIGKILL')
    throw reaperFailed(typeof came === 'object' ? `it answered: ${came.text}` : came, lastWords)
  }
  const send = async (message: ReaperMessage): Promise<void> => {
    child.stdin.write(`${JSON.stringify(message)}\n`)
    await hear('heard')
  }
  await hear('ready')
  return {
    watch: (target) => send({ type: 'watch', ...target }),
    forget: (cluster) => send({ type: 'forget', cluster }).catch(ignore),
    async goodbye() {
      await send({ type: 'goodbye' }).catch(ignore)
      child.stdin.end()
    },
    ended,
  }
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>

/** Node.js throws at once where it is not allowed to start processes. */
function spawnChild(start: () => Child): Child {
  try {
    return start()
  } catch (error) {
    throw reaperFailed(describeError(error), '')
  }
}

function reaperFailed(how: string, lastWords: string): BootError {
  return new BootError('KIND_BOOT_FAILED', {
    what: 'the process that removes clusters after a killed run does not live; no cluster is made without it',
    seen: [...lastWords.split('\n').filter((line) => /\S/.test(line)), how],
    do: `see that ${process.execPath} can be started from here, from / and with an empty environment`,
  })
}

function ignore(): void {}

/** A pipe's stream is a socket, which has it; the type does not say so. */
function unref(handle: object): void {
  if ('unref' in handle && typeof handle.unref === 'function') handle.unref()
}
