// A tar stream → a request to the engine. The client only pipes it: without this, a file that cannot be read while
// the archive is sent would end the process, or leave the engine waiting for the rest.

/** Rejects with the archive's own error, if it has one; the signal that `send` is given ends the request then, and with `outer`. */
export async function sendArchive<T>(
  archive: NodeJS.ReadableStream,
  outer: AbortSignal,
  send: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const failed = new AbortController()
  archive.once('error', (error) => failed.abort(error))
  const signal = AbortSignal.any([outer, failed.signal])
  try {
    return await send(signal)
  } catch (error) {
    // The client's own error is only that the request was ended.
    if (signal.aborted) throw signal.reason
    throw error
  }
}
