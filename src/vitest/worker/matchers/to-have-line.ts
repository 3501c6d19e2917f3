// expect(logs(…)).toHaveLine(/started/): follows until such a line comes. `.not` looks at the lines there are, and waits for none.
import type { MatcherState } from 'vitest'
import type { LogLine } from '../../../kube/pods/container-log.ts'
import { isKindError, KindError } from '../../../support/errors.ts'
import { findLogSource, type LogSource } from '../fixtures/logs.ts'
import type { WaitOptions } from '../test-scope.ts'
import type { MatcherAnswer } from './expect-target.ts'

const mostLines = 10

export async function toHaveLine(
  { isNot }: MatcherState,
  received: unknown,
  expected: string | RegExp,
  wait: WaitOptions = {},
): Promise<MatcherAnswer> {
  const source = findLogSource(received)
  if (!source) throw wrongUse('toHaveLine looks at logs', "write await expect(logs('deployment/web')).toHaveLine(/started/)")
  if (typeof expected !== 'string' && !(expected instanceof RegExp))
    throw wrongUse(`${JSON.stringify(expected)} is no text and no regular expression`, 'give a part of the line, or a pattern for it')
  const seen: LogLine[] = []
  const [found, why] = await findLine(source, { isNot, expected, wait }, seen)
  const should = `the logs of ${nameTarget(source)} should ${isNot ? 'not ' : ''}have a line ${describe(expected)}`
  return {
    pass: found !== undefined,
    message: () => [should, isNot ? `  ${render(found!)}` : `  ${why}`, ...(isNot ? [] : tellLast(seen))].join('\n'),
  }
}

interface Sought {
  readonly isNot: boolean
  readonly expected: string | RegExp
  readonly wait: WaitOptions
}

/** The line, or why there is none. Remembers the last lines in `seen`. */
async function findLine(
  source: LogSource,
  { isNot, expected, wait }: Sought,
  seen: LogLine[],
): Promise<readonly [LogLine | undefined, string]> {
  const { follow: _given, ...options } = source.options
  const follows = !isNot && !options.previous
  try {
    for await (const line of source.read(follows ? { ...options, follow: true } : options, wait)) {
      if (matches(line.text, expected)) return [line, '']
      seen.push(line)
      if (seen.length > mostLines) seen.shift()
    }
    return [undefined, follows ? 'they have ended without one' : 'there is none']
  } catch (error) {
    if (!isKindError(error) || error.code !== 'KIND_TIMED_OUT' || seen.length === 0) throw error
    return [undefined, error.facts.what.replace(/^.*? did not happen within/, 'none came within')]
  }
}

/** A pattern with a flag that remembers where it was (`g`, `y`) is asked anew. */
function matches(text: string, expected: string | RegExp): boolean {
  if (typeof expected === 'string') return text.includes(expected)
  return new RegExp(expected.source, expected.flags.replaceAll(/[gy]/g, '')).test(text)
}

function tellLast(seen: readonly LogLine[]): string[] {
  return seen.length === 0
    ? ['  there are no lines']
    : [`  the last ${seen.length === 1 ? 'line' : `${seen.length} lines`}:`, ...seen.map((line) => `    ${render(line)}`)]
}

function render({ pod, container, text }: LogLine): string {
  return `${pod} ${container}: ${text}`
}

function describe(expected: string | RegExp): string {
  return typeof expected === 'string' ? `with ${JSON.stringify(expected)}` : `like ${String(expected)}`
}

function nameTarget({ target }: LogSource): string {
  if (typeof target === 'string') return target
  if ('metadata' in target) return `${target.kind} ${target.metadata.name}`
  return target.name === undefined ? `${target.resource} with ${target.labels ?? 'any labels'}` : `${target.resource}/${target.name}`
}

function wrongUse(what: string, then: string): KindError {
  return new KindError('KIND_CONFIG_INVALID', { what, do: then })
}
