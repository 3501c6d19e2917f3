// The only console of the package: data to stdout, talk to stderr. What a script reads is never mixed with what a person reads.
import { isKindError } from '../support/errors.ts'

let verbosity = 0
let quiet = false

/** From the global flags, before a command is carried out. */
export function configureOutput(flags: { readonly quiet?: boolean; readonly verbosity?: number }): void {
  quiet = flags.quiet ?? false
  verbosity = flags.verbosity ?? 0
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
  if (!quiet) process.stderr.write(`${line}\n`)
}

/** What is said only from this --verbosity on. */
export function printDetail(level: number, text: string): void {
  if (verbosity >= level) printTalk(text)
}

/** Whether lines may be rewritten and coloured: not in a file, a pipe or a terminal that cannot. */
export function isLively({ noColor, term }: { readonly noColor: boolean; readonly term: string | undefined }): boolean {
  return process.stderr.isTTY && !quiet && !noColor && term !== 'dumb'
}

/** Rewrites the last line; for a terminal only. */
export function redrawLine(text: string): void {
  process.stderr.write(`\r\u001B[K${text}`)
}

/** Prints an error of ours as it is, any other with its stack, and makes the exit code 1. Also with --quiet: it is what is left. */
export function reportFailure(error: unknown): void {
  const text = isKindError(error) ? `ERROR: ${error.message}` : error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`${text}\n`)
  process.exitCode = 1
}
