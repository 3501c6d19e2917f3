// The only console of the package: data to stdout, talk to stderr. What a script reads is never mixed with what a person reads.
import { isKindError } from '../support/errors.ts'

let verbosity = 0
let quiet = false
// Whether the last line is one that moves.
let isMoving = false

/** From the global flags, before a command is carried out. */
export function configureOutput(flags: { readonly quiet?: boolean; readonly verbosity?: number }): void {
  quiet = flags.quiet ?? false
  verbosity = flags.verbosity ?? 0
}

/** A reader that has gone (`| head -1`) wants no more, which is no failure; the work itself is brought to its end. */
export function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
}

/** What a command was asked for. */
export function printData(line: string): void {
  process.stdout.write(line.endsWith('\n') ? line : `${line}\n`)
}

/** Data for programs: one line of JSON, or indented where it is the whole answer. */
export function printJson(value: unknown, { indent = 2 } = {}): void {
  printData(JSON.stringify(value, undefined, indent))
}

/** What a person may want to know meanwhile; nothing with --quiet. */
export function printTalk(line: string): void {
  if (!quiet) writeTalk(line)
}

/** Whether --verbosity asks for what is of this level. */
export function isAsked(level: number): boolean {
  return verbosity >= level
}

/** Whether lines may be rewritten and coloured: not in a file, a pipe or a terminal that cannot. */
export function isLively({ noColor, term }: { readonly noColor: boolean; readonly term: string | undefined }): boolean {
  return process.stderr.isTTY && !quiet && !noColor && term !== 'dumb'
}

/** Rewrites the last line, which what is said next takes the place of; for a terminal only. */
export function redrawLine(text: string): void {
  process.stderr.write(`\r\u001B[K${text}`)
  isMoving = text !== ''
}

/** Longer lines wrap, and only their end would be rewritten. */
export function terminalWidth(): number {
  return process.stderr.columns || 80
}

/** Prints an error of ours as it is, any other with its stack, and makes the exit code 1. Also with --quiet: it is what is left. */
export function reportFailure(error: unknown): void {
  const text = isKindError(error) ? `ERROR: ${sayFlags(error.message)}` : error instanceof Error ? (error.stack ?? error.message) : String(error)
  writeTalk(text)
  process.exitCode = 1
}

/** Errors name options; here they are given as flags. */
function sayFlags(message: string): string {
  return message.replaceAll('keepOnFailure: true', '--retain').replaceAll('(bootTimeout)', '(--wait gives more)')
}

function writeTalk(line: string): void {
  if (isMoving) redrawLine('')
  process.stderr.write(`${line}\n`)
}
