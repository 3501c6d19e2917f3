// A device, a FIFO or the number of an open file, and bytes → written through. It is never made, truncated, locked or given another mode.
import { constants, write } from 'node:fs'
import { open } from 'node:fs/promises'
import { promisify } from 'node:util'
import { startDeadline } from '../../support/deadline.ts'
import { poll } from '../../support/poll.ts'

// For whoever reads at the other end to come, and to take what is written.
const waitMs = 30_000

export async function writeStream(place: string | number, bytes: Buffer): Promise<void> {
  if (typeof place === 'number') return writeAll(place, bytes)
  // Without O_NONBLOCK, a FIFO that nobody reads would hold the process for ever.
  const file = await whenReady(`a reader of ${place}`, 'ENXIO', () => open(place, constants.O_WRONLY | (constants.O_NONBLOCK ?? 0)))
  try {
    await writeAll(file.fd, bytes)
  } finally {
    await file.close()
  }
}

async function writeAll(fd: number, bytes: Buffer): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const rest = bytes.subarray(done)
    done += (await whenReady('room in what the kubeconfig is written to', 'EAGAIN', () => promisify(write)(fd, rest))).bytesWritten
  }
}

/** Tries until the system no longer says `notYet`. */
async function whenReady<T>(awaited: string, notYet: string, attempt: () => Promise<T>): Promise<T> {
  return poll(attempt, {
    deadline: startDeadline('the writing of a kubeconfig', waitMs),
    awaited,
    everyMs: 20,
    retryOn: (error) => (error as NodeJS.ErrnoException).code === notYet,
  })
}
