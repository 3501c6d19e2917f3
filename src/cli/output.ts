// The only console of the package: data to stdout, talk to stderr. What a script reads is never mixed with what a person reads.
import { isKindError } from '../support/errors.ts'
import { createLogGroups, type LogGroup } from '../support/log-groups.ts'

let verbosity = 0
let quiet = false
// How many of the last lines are rewritten again and again.
let moving = 0

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

/**
 * What is said until `end` is called folds into one line on GitHub Actions; elsewhere nothing is printed, nor with --quiet. `end` may be called
 * again.
 */
export function beginGroup(title: string, { groups }: { readonly groups: boolean }): LogGroup {
  return createLogGroups(writeTalk, groups && !quiet).begin(title)
}

/** Whether --verbosity asks for what is of this level. */
export function isAsked(level: number): boolean {
  return verbosity >= level
}

/** Whether lines may be rewritten and coloured: not in a file, a pipe or a terminal that cannot. */
export function isLively({ noColor, term }: { readonly noColor: boolean; readonly term: string | undefined }): boolean {
  return process.stderr.isTTY && !quiet && !noColor && term !== 'dumb'
}

/** Rewrites the last lines, which what is said next takes the place of; for a terminal only. */
export function redrawLines(lines: readonly string[]): void {
  process.stderr.write(`${eraseMoving()}${lines.join('\n')}`)
  moving = lines.length
}

/** Back to the beginning of the first line that moves, with all of them gone. */
function eraseMoving(): string {
  return moving === 0 ? '' : `\r\u001B[K${'\u001B[1A\u001B[K'.repeat(moving - 1)}`
}

/** Longer lines wrap, and only their end would be rewritten. */
export function terminalWidth(): number {
  return process.stderr.columns || 80
}

// Scripts must be able to tell that something is left behind; 2 is what shells and many programs say for a wrong call.
const leftBehindCode = 3

/**
 * Prints an error of ours as it is, any other with its stack, and makes the exit code 1; 3 when something could not be removed. Also
 * with --quiet: it is what is left.
 */
export function reportFailure(error: unknown): void {
  const text = isKindError(error)
    ? `ERROR: ${sayFlags(error.message)}`
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error)
  writeTalk(text)
  if (isKindError(error) && error.facts.left) process.exitCode = leftBehindCode
  else process.exitCode ??= 1
}

/** Errors name options; here they are given as flags. */
function sayFlags(message: string): string {
  return message.replaceAll('keepOnFailure: true', '--retain').replaceAll('(bootTimeout)', '(--wait gives more)')
}

function writeTalk(line: string): void {
  if (moving > 0) redrawLines([])
  process.stderr.write(`${line}\n`)
}
