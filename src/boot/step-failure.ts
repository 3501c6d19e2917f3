// What a user's prepare step has thrown → an error that says where. Pure.
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BootError, describeError, isKindError } from '../support/errors.ts'

/** An error of ours tells more than we could: it stays, with the place beside it. */
export function describeStepFailure(error: unknown, path: string): unknown {
  const place = findPlace(error, path)
  const own = isKindError(error) ? error.facts : undefined
  if (isKindError(error) && ['KIND_TIMED_OUT', 'KIND_CANCELLED'].includes(error.code)) return error
  const rest = error instanceof Error ? error.message.split('\n').slice(1, 8) : []
  return new BootError('KIND_BOOT_FAILED', {
    what: `${tellPath(path)} has thrown: ${describeError(error)}`,
    seen: [
      ...(place === undefined ? [] : [`thrown at ${place}`]),
      ...(own?.problems ?? []),
      ...(own ? (own.seen ?? []) : rest.filter((line) => line.trim() !== '')),
    ],
    ...(own?.do !== undefined && { do: own.do }),
    cause: error,
  })
}

/** The first line of the stack that is in the user's module: `prepare.ts:12:9`. */
function findPlace(error: unknown, path: string): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  for (const [, address = '', place] of stack.matchAll(/(file:\/\/[^\s)]+?|\/[^\s):]+|[A-Za-z]:\\[^\s):]+)(?:\?[^\s):]*)?(:\d+:\d+)/g)) {
    const file = address.startsWith('file:') ? fileURLToPath(address) : address
    if (file === path) return `${tellPath(path)}${place}`
  }
  return undefined
}

/** As its user writes it, where it is in the working directory. */
function tellPath(path: string): string {
  const short = relative('', path)
  return short.startsWith('..') ? path : short
}
