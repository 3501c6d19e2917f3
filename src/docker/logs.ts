// What a container's first process has said and says. Only reads.
import type { Readable } from 'node:stream'
import { DockerError } from '../support/errors.ts'
import { askEngine, endedEarly, toDockerError } from './ask-engine.ts'
import type { Engine } from './connect.ts'
import { readContainerName } from './container-name.ts'
import { inspectContainer } from './containers.ts'
import { readLines } from './log-lines.ts'
import { openStream } from './open-stream.ts'

// Kept for the error text while the log goes by.
const LAST_LINES = 10

/**
 * Follows the log from its beginning until a line matches. A container that ends first is an error with its exit code and
 * last lines, at once; so is `signal`. `wanted` is what the line means, for the error text.
 */
export async function awaitLogLine(engine: Engine, id: string, pattern: RegExp, signal: AbortSignal, wanted = String(pattern)): Promise<RegExpMatchArray> {
  const { tty, name } = await inspectContainer(engine, id)
  // A "g" or "y" pattern remembers where it stopped, in the line before.
  const stateless = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''))
  const last: string[] = []
  const failed = `the log of container ${name} did not show ${wanted}`
  if (signal.aborted) throw endedEarly(signal, failed, last)
  const stream = await openLog(engine, id, { follow: true })
  const stop = (): void => void stream.destroy()
  signal.addEventListener('abort', stop)
  try {
    for await (const line of readLines(stream, { tty })) {
      const match = line.match(stateless)
      if (match) return match
      if (line !== '') last.push(line)
      if (last.length > LAST_LINES) last.shift()
    }
  } catch (error) {
    if (!signal.aborted) throw await toDockerError(engine, failed, error)
  } finally {
    signal.removeEventListener('abort', stop)
    stop()
  }
  if (signal.aborted) throw endedEarly(signal, failed, last)
  throw await diedFirst(engine, id, failed, last)
}

/** The last `lines` lines, or 'all', both streams together, in the order they were written. */
export async function readLogTail(engine: Engine, id: string, lines: number | 'all'): Promise<string> {
  const { tty } = await inspectContainer(engine, id)
  const stream = await openLog(engine, id, { tail: lines })
  const read: string[] = []
  for await (const line of readLines(stream, { tty })) read.push(line)
  return read.join('\n')
}

async function diedFirst(engine: Engine, id: string, failed: string, last: readonly string[]): Promise<DockerError> {
  const facts = await inspectContainer(engine, id)
  const fate = {
    created: 'it was never started',
    exited: `it exited with ${facts.exitCode}${facts.oomKilled ? ', killed for want of memory' : ''}`,
  }[facts.state]
  const restarted = facts.restartCount > 0 ? ` and was restarted ${facts.restartCount} times` : ''
  return new DockerError('KIND_DOCKER_FAILED', {
    what: `${failed}: ${fate ?? `its log ended while it was ${facts.state}`}${restarted}`,
    seen: facts.error === '' ? last : [facts.error, ...last],
  })
}

async function openLog(engine: Engine, id: string, range: { follow: true } | { tail: number | 'all' }): Promise<Readable> {
  const attempt = async (): Promise<string> => `the log of container ${await readContainerName(engine, id)} could not be read`
  return askEngine(engine, attempt, () => openStream(engine, { path: `/containers/${id}/logs`, query: { stdout: true, stderr: true, ...range } }))
}
