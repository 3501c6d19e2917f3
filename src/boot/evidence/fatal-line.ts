// The log of a program → the line it ended with, without what differs from one start to the next. Pure.
import { stripVTControlCharacters } from 'node:util'

/** What programs of Kubernetes and containerd write when they give up, and at no other time. */
const fatal: readonly RegExp[] = [
  /^Error: /,
  /^panic: /,
  /^fatal error: /,
  /^F\d{4} /,
  /"command failed" err=/,
  /"level":"(fatal|panic)"/,
  /^containerd: /,
  /^flag provided but not defined: /,
  /^(exec|standard_init_linux)\S* .*: exec format error/,
]

/** The longest that is worth a line on a screen. */
const maxLength = 600

/** Undefined for a program that has not given up. */
export function readFatalLine(log: string): string | undefined {
  const ends = readFatalLines(log)
  // etcd says why in a record, and panics with half of it afterwards.
  const line = ends.findLast((text) => text.startsWith('{')) ?? ends.at(-1)
  return line && (readRecord(line) ?? line.replace(/^F\d{4} [\d:.]+ +\d+ /, '')).slice(0, maxLength)
}

/** One for each time that it gave up, as far as the log goes back. */
export function readFatalLines(log: string): string[] {
  const lines = readLines(log)
  return lines.flatMap((line, at) => (fatal.some((pattern) => pattern.test(line)) ? [join(line, lines.slice(at + 1))] : []))
}

/** klog writes an error of several lines between `err=<` and `>`. */
function join(line: string, following: readonly string[]): string {
  if (!line.endsWith('err=<')) return line
  const end = following.indexOf('>')
  return `${line.slice(0, -1)}${following.slice(0, end < 0 ? 1 : end).join('; ')}`
}

/** `failed to create WAL: no space left on device` of `{"msg":"failed to create WAL","error":"no space left on device",…}`. */
function readRecord(line: string): string | undefined {
  try {
    const { msg, error } = JSON.parse(line) as { readonly msg?: string; readonly error?: string }
    return [msg, error].filter((part) => part !== undefined && part !== '').join(': ') || undefined
  } catch {
    return undefined
  }
}

/** The last line of a log, whatever it says. */
export function readLastLine(log: string): string | undefined {
  return readLines(log).at(-1)?.slice(0, maxLength)
}

/** A line as its program wrote it: without what a container's log or a journal puts before it, and without the time and process klog does. */
export function stripLine(line: string): string {
  return stripVTControlCharacters(line)
    .trim()
    .replace(/^\d{4}-\S+ (stdout|stderr) [FP] /, '')
    .replace(/^[A-Z][a-z]{2} +\d+ [\d:]+ \S+ [\w.()@-]+(\[\d+\])?: /, '')
    .replace(/^([EIW])\d{4} [\d:.]+ +\d+ (?=\S+:\d+\] )/, '')
    .replace(/"ts":"[^"]*",?/, '')
    .trim()
}

function readLines(log: string): string[] {
  return log
    .split('\n')
    .map(stripLine)
    .filter((line) => line !== '')
}
