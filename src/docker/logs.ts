// What a container's first process has said and says. Only reads.
import type { Readable } from 'node:stream'
import { DockerError } from '../support/errors.ts'
import { pause } from '../support/poll.ts'
import { askEngine, endedEarly, toDockerError } from './ask-engine.ts'
import { narrowEngine, type Engine } from './connect.ts'
import { readContainerName } from './container-name.ts'
import { type ContainerDetails, inspectContainer } from './containers.ts'
import { readLines } from './log-lines.ts'
import { openStream } from './open-stream.ts'

// Kept for the error text while the log goes by.
const LAST_LINES = 10

// A container between two starts has a log that ends at once.
const RESTART_POLL_MS = 50

/**
 * Follows the log from its beginning until a line matches, also into a start that the container's restart policy grants it. A container
 * that has ended is an error with its exit code and last lines, at once; so is the end of `signal` or of the engine's own. `wanted` is
 * what the line means, for the error text.
 */
export async function awaitLogLine(
  own: Engine,
  id: string,
  pattern: RegExp,
  signal: AbortSignal,
  wanted = String(pattern),
): Promise<RegExpMatchArray> {
  const engine = narrowEngine(own, signal)
  const { tty, name } = await inspectContainer(engine, id)
  // A "g" or "y" pattern remembers where it stopped, in the line before.
  const stateless = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''))
  const failed = `the log of container ${name} did not show ${wanted}`
  for (;;) {
    const last: string[] = []
    const stream = await openLog(engine, id, { follow: true })
    try {
      for await (const line of readLines(stream, { tty })) {
        const match = line.match(stateless)
        if (match) return match
        if (line !== '') last.push(line)
        if (last.length > LAST_LINES) last.shift()
      }
    } catch (error) {
      if (!engine.signal.aborted) throw await toDockerError(engine, failed, error)
    } finally {
      stream.destroy()
    }
    if (engine.signal.aborted) throw endedEarly(engine.signal, failed, last)
    const facts = await inspectContainer(engine, id)
    if (facts.state !== 'restarting' && facts.state !== 'running') throw diedFirst(facts, failed, last)
    await pause(RESTART_POLL_MS, engine.signal)
  }
}

/** The last `lines` lines, or 'all', both streams together, in the order they were written. */
export async function readLogTail(engine: Engine, id: string, lines: number | 'all'): Promise<string> {
  const { tty, name } = await inspectContainer(engine, id)
  return askEngine(engine, `the log of container ${name} could not be read`, async () => {
    const read: string[] = []
    for await (const line of readLines(await openLog(engine, id, { tail: lines }), { tty })) read.push(line)
    return read.join('\n')
  })
}

function diedFirst(facts: ContainerDetails, failed: string, last: readonly string[]): DockerError {
  const exited = `it exited with ${facts.exitCode}${facts.oomKilled ? ', killed for want of memory' : ''}`
  const fate = { created: 'it was never started', exited }[facts.state]
  const restarted = facts.restartCount > 0 ? ', also when it was restarted' : ''
  return new DockerError('KIND_DOCKER_FAILED', {
    what: `${failed}: ${fate ?? `its log ended while it was ${facts.state}`}${restarted}`,
    seen: facts.error === '' ? last : [facts.error, ...last],
  })
}

async function openLog(engine: Engine, id: string, range: { follow: true } | { tail: number | 'all' }): Promise<Readable> {
  const attempt = async (): Promise<string> => `the log of container ${await readContainerName(engine, id)} could not be read`
  return askEngine(engine, attempt, () =>
    openStream(engine, { path: `/containers/${id}/logs`, query: { stdout: true, stderr: true, ...range } }),
  )
}
