// An error → one that Vitest can print. It writes to `name` of every error in the chain of causes, and that of a DOMException,
// which is what an AbortSignal throws, cannot be written: Vitest 5.1 then dies of a TypeError in the middle of its report.

/** The same error, with DOMExceptions in its chain of causes replaced by errors of the same words. */
export function toPrintable(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const printable = error instanceof DOMException ? copyError(error) : error
  if (printable.cause !== undefined) printable.cause = toPrintable(printable.cause)
  return printable
}

function copyError({ name, message, stack, cause }: Error): Error {
  const copy = new Error(message, cause === undefined ? undefined : { cause })
  copy.name = name
  if (stack !== undefined) copy.stack = stack
  return copy
}
