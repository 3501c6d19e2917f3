// One request to the engine → its answer, or a DockerError that says in our words what was tried and in the daemon's why not.
import { hasTimedOut } from '../support/deadline.ts'
import { DockerError, describeError, isKindError, type ErrorCode } from '../support/errors.ts'
import { NoAnswerError } from './bound-modem.ts'
import type { Engine } from './connect.ts'

/** What could not be done: a sentence, or a way to find it out, called only when it is needed. */
export type Attempt = string | (() => Promise<string>)

/** Asks; a failure is reported as `attempt`, and so is the end of the engine's signal. */
export async function askEngine<T>(engine: Engine, attempt: Attempt, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw await toDockerError(engine, attempt, error)
  }
}

/** A failure of the Engine API as a DockerError, with the daemon's message verbatim; after the engine's signal has fired, that. */
export async function toDockerError(engine: Engine, attempt: Attempt, error: unknown): Promise<Error> {
  if (isKindError(error)) return error
  const what = typeof attempt === 'string' ? attempt : await attempt()
  // What it answered before is its answer.
  if (engine.signal.aborted && statusOf(error) === undefined)
    return endedEarly(engine.signal, what, [`asked: the Docker engine at ${engine.where}`])
  const message = daemonMessage(error)
  const code = codeOf(error, message)
  if (code === 'KIND_DOCKER_UNREACHABLE') {
    return new DockerError(code, {
      what: `${what}: the Docker engine at ${engine.where} has stopped answering`,
      seen: [message],
      cause: error,
    })
  }
  if (code === 'KIND_DISK_FULL') {
    return new DockerError(code, {
      what,
      seen: [message],
      why: "the disk of the engine's host is full",
      do: 'docker system df shows what takes the room',
      cause: error,
    })
  }
  return new DockerError(code, { what, seen: [message], cause: error })
}

/** The status of the engine's answer, when the failure is one. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined
}

/** What the daemon said, without what docker-modem puts around it: `(HTTP code 409) conflict - … `. */
export function daemonMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.replace(/^\(HTTP code \d+\) .*? - /, '').trim() || describeError(error)
}

/** An error for work that `signal` ended: timed out when a deadline's budget was spent, cancelled otherwise. */
export function endedEarly(signal: AbortSignal, what: string, seen: readonly string[]): DockerError {
  const timedOut = hasTimedOut(signal)
  return new DockerError(timedOut ? 'KIND_TIMED_OUT' : 'KIND_CANCELLED', {
    what: `${what} before ${timedOut ? 'the time was up' : 'it was cancelled'}`,
    seen,
    cause: signal.reason,
  })
}

function codeOf(error: unknown, message: string): ErrorCode {
  if (/no space left on device/i.test(message)) return 'KIND_DISK_FULL'
  if (/no such image/i.test(message)) return 'KIND_IMAGE_MISSING'
  if (error instanceof NoAnswerError) return 'KIND_DOCKER_UNREACHABLE'
  const lowLevel = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EACCES'].includes(lowLevel)) return 'KIND_DOCKER_UNREACHABLE'
  return 'KIND_DOCKER_FAILED'
}

/** False for what is in use after all; gone already is fine. */
export async function isGoneAfter(removal: Promise<unknown>): Promise<boolean> {
  try {
    await removal
    return true
  } catch (error) {
    // Someone was faster, or it is being removed or used.
    if (statusOf(error) !== 404 && statusOf(error) !== 409) throw error
    return statusOf(error) === 404
  }
}
