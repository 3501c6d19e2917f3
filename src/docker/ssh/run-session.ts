// A connection of this machine and ssh's words → the two joined until either ends. Nothing of it keeps the process alive.
import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'

export interface SessionEnd {
  /** Whether anything came from there. */
  readonly answered: boolean
  /** Whether the connection was closed before ssh ended. */
  readonly givenUp: boolean
  /** What was said on stderr, the last of it. */
  readonly words: string
  readonly exitCode: number | null
  /** That ssh could not be started at all. */
  readonly error: Error | undefined
  /** All that was written to it before anything came from there, for another session in its place; undefined where that is too much to be kept. */
  readonly given: readonly Buffer[] | undefined
}

const wordsKept = 4_000
// More than pipes hold which nobody reads: beyond it, something was sent.
const givenKeptBytes = 1_048_576

/**
 * What is written to `socket` goes there, and back, until one side ends. Whoever calls ends the socket: they know by then why ssh ended. `before` goes
 * first: what was given to a session that could send nothing of it.
 */
export async function runSession(
  socket: Socket,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  before: readonly Buffer[] = [],
): Promise<SessionEnd> {
  // In a session of its own: a Ctrl-C in the terminal is for us to judge, and what it undoes goes through here.
  const child = spawn('ssh', args, { env, detached: true, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true })
  let [answered, givenUp, words] = [false, false, '']
  child.stdout.once('data', () => (answered = true))
  child.stderr.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-wordsKept)))
  child.stdin.on('error', () => undefined)
  const giveUp = (): void => {
    givenUp = true
    child.kill()
  }
  if (socket.destroyed) giveUp()
  socket.once('close', giveUp)
  let given: Buffer[] | undefined = [...before]
  let givenBytes = 0
  const keep = (chunk: Buffer): void => {
    givenBytes += chunk.length
    given?.push(chunk)
    if (answered || givenBytes > givenKeptBytes) given = undefined
  }
  for (const chunk of before) child.stdin.write(chunk)
  if (socket.readableEnded) child.stdin.end()
  socket.on('data', keep).pipe(child.stdin)
  child.stdout.pipe(socket, { end: false })
  child.unref()
  // Pipes, to Node.js: they count as work to wait for.
  for (const pipe of [child.stdin, child.stdout, child.stderr]) (pipe as Socket).unref()
  return new Promise((resolve) => {
    const end = (exitCode: number | null, error?: Error): void => {
      socket.off('data', keep).off('close', giveUp).unpipe(child.stdin).pause()
      resolve({ answered, givenUp, words, exitCode, error, given })
    }
    child.once('error', (error) => end(null, error))
    // Not on its exit: its last words may still be in the pipe.
    child.once('close', (code) => end(code))
  })
}
