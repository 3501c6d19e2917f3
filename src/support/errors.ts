// What went wrong, as a person needs to read it: one line that names it, then what was seen, why (only when known),
// what to do and where the evidence lies. Errors cross from the main process to workers as plain data.

/** Every failure a caller may want to tell apart. Stable: text may change between releases, a code does not. */
export type ErrorCode =
  | 'KIND_CONFIG_INVALID'
  | 'KIND_CLUSTER_EXISTS'
  | 'KIND_CLUSTER_UNKNOWN'
  | 'KIND_CLUSTER_DIFFERS'
  | 'KIND_CLUSTER_UNREACHABLE'
  | 'KIND_DOCKER_UNREACHABLE'
  | 'KIND_DOCKER_FAILED'
  | 'KIND_IMAGE_MISSING'
  | 'KIND_IMAGE_UNFIT'
  | 'KIND_BUILD_FAILED'
  | 'KIND_DISK_FULL'
  | 'KIND_HOST_UNFIT'
  | 'KIND_BOOT_FAILED'
  | 'KIND_TIMED_OUT'
  | 'KIND_CANCELLED'
  | 'KIND_APPLY_FAILED'
  | 'KIND_POD_FAILED'
  | 'KIND_SETUP_MISSING'
  | 'KIND_NOT_POSSIBLE'
  | 'KIND_STATE_UNUSABLE'
  | 'KIND_REMOVE_FAILED'
  | 'KIND_RESET_REFUSED'
  | 'KIND_RESET_FAILED'
  | 'KIND_FAULT_REFUSED'
  | 'KIND_FAULT_FAILED'

/** The parts of an error's text. All but `what` are left out when they are not known. */
export interface ErrorFacts {
  /** What failed, where, after how long: one sentence without the code. */
  readonly what: string
  /** For options: every problem at once, each a line that begins with its path. */
  readonly problems?: readonly string[]
  /** Facts observed last, verbatim, one a line. */
  readonly seen?: readonly string[]
  /** The cause, only when a rule recognised it; never a guess. */
  readonly why?: string
  /** A command to paste or a field to change. */
  readonly do?: string
  /** Where the evidence is, and what still exists. */
  readonly kept?: string
  /** Something that was made could not be removed: the reaper goes on trying. Not part of the text, which names it. */
  readonly left?: true
  /** The error underneath, for the machine. */
  readonly cause?: unknown
}

/** An error as it crosses a process boundary. */
export interface ErrorData extends Omit<ErrorFacts, 'cause'> {
  readonly code: ErrorCode
}

/** The error class of this package; `code` tells the failures apart, `facts` holds the parts of the message. */
export class KindError extends Error {
  readonly code: ErrorCode
  // Private: Vitest prints every property of an error below its message, which holds all of these already.
  readonly #facts: ErrorFacts

  constructor(code: ErrorCode, facts: ErrorFacts) {
    super(renderError(code, facts), facts.cause === undefined ? undefined : { cause: facts.cause })
    this.name = new.target.name
    this.code = code
    this.#facts = facts
  }

  get facts(): ErrorFacts {
    return this.#facts
  }
}

/** For the reader of the options: something asked for cannot be meant. */
export class ConfigError extends KindError {}

/** For the owner of the host: the engine, an image, the disk. */
export class DockerError extends KindError {}

/** For whoever reads the evidence: a cluster did not come up or did not stay up. */
export class BootError extends KindError {}

/** Recognises our errors by code, also those that were made by another copy of this package. */
export function isKindError(value: unknown): value is KindError {
  return value instanceof Error && 'code' in value && typeof value.code === 'string' && value.code.startsWith('KIND_')
}

/** The error without its prototype and its machine cause, ready to be sent to another process. */
export function errorToData(error: unknown): ErrorData {
  if (!isKindError(error)) return { code: 'KIND_BOOT_FAILED', what: error instanceof Error ? error.message : String(error) }
  const { cause: _unsendable, ...facts } = error.facts
  return { code: error.code, ...facts }
}

/** The inverse of {@link errorToData}. */
export function errorFromData(data: ErrorData): KindError {
  const { code, ...facts } = data
  return new KindError(code, facts)
}

/** Any thrown value in one line, for a `seen`. */
export function describeError(error: unknown): string {
  if (isKindError(error)) return error.facts.what
  const message = error instanceof Error ? error.message : String(error)
  return message.split('\n')[0] ?? message
}

/**
 * The same with its cause, where that is known, and what it was seen by, verbatim: for a line that has no other below it.
 * `the snapshot /cache/x.state could not be written: the disk is full (ENOSPC: no space left on device, write)`
 */
export function describeReason(error: unknown): string {
  if (!isKindError(error)) return describeError(error)
  const { what, why, seen = [] } = error.facts
  // A program in a node knows no cause, and may go on speaking.
  const sign = seen.find((line) => /no space left on device/i.test(line)) ?? (why === undefined ? undefined : seen.at(-1))
  return `${what}${why === undefined ? '' : `: ${why}`}${sign === undefined ? '' : ` (${sign})`}`
}

function renderError(code: ErrorCode, facts: ErrorFacts): string {
  const lines = [`${code}: ${facts.what}`]
  const add = (label: string, text: string): void => void lines.push(`  ${label.padEnd(6)} ${text.replaceAll('\n', '\n         ')}`)
  for (const problem of facts.problems ?? []) lines.push(`  ${problem}`)
  for (const fact of facts.seen ?? []) add('seen', fact)
  if (facts.why !== undefined) add('cause', facts.why)
  if (facts.do !== undefined) add('do', facts.do)
  if (facts.kept !== undefined) add('kept', facts.kept)
  return lines.join('\n')
}
