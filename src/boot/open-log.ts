// A path → a log that a program's output goes into as it comes; for the owner alone.
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'

export interface OutputLog {
  write(chunk: string): void
  /** Resolves when all is written; throws what kept it from being. */
  end(): Promise<void>
}

export function openLog(path: string): OutputLog {
  const stream = createWriteStream(path, { mode: 0o600 })
  // Listened to from the start: a log that cannot be written is its action's failure, not the end of the whole run.
  const written = finished(stream)
  written.catch(() => undefined)
  return {
    write: (chunk) => void stream.write(chunk),
    end() {
      stream.end()
      return written
    },
  }
}
