// The only console of the package: data to stdout, talk to stderr.
import { isKindError } from '../support/errors.ts'
import type { OnProgress } from '../support/progress.ts'

/** What a command was asked for. */
export function printData(line: string): void {
  process.stdout.write(line.endsWith('\n') ? line : `${line}\n`)
}

/** What a person may want to know meanwhile. */
export function printTalk(line: string): void {
  process.stderr.write(`${line}\n`)
}

/** One finished line an action. */
export const printProgress: OnProgress = (event) => {
  if (event.type === 'finished') printTalk(` ✓ ${event.action.padEnd(18)} ${(event.elapsedMs / 1000).toFixed(1).padStart(5)} s${event.note ? `  ${event.note}` : ''}`)
  else if (event.type === 'failed') printTalk(` ✗ ${event.action.padEnd(18)} ${(event.elapsedMs / 1000).toFixed(1).padStart(5)} s`)
  else if (event.type === 'notice') printTalk(` • ${event.text}`)
}

/** Prints an error of ours as it is, any other with its stack, and makes the exit code 1. */
export function reportFailure(error: unknown): void {
  printTalk(isKindError(error) ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error))
  process.exitCode = 1
}
