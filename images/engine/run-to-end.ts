// A created container whose program does one job → the job done, or an error with what it printed last.
import type { Container } from 'dockerode'

/** The caller removes the container; on abort it is killed and the abort's reason thrown. */
export async function runToEnd(container: Container, signal?: AbortSignal): Promise<void> {
  const kill = (): void => void container.kill().catch(() => undefined) // it may have ended by itself
  signal?.addEventListener('abort', kill, { once: true })
  try {
    await container.start()
    const { StatusCode: code } = (await container.wait()) as { StatusCode: number }
    signal?.throwIfAborted()
    if (code === 0) return
    const log = await container.logs({ stdout: true, stderr: true, tail: 20 })
    throw new Error(`The build container ended with code ${code}:\n${readFrames(log).trimEnd()}`)
  } finally {
    signal?.removeEventListener('abort', kill)
  }
}

/** Without a terminal each chunk has a header of 8 bytes: stream, and length in the last 4. */
function readFrames(log: Buffer): string {
  let text = ''
  for (let at = 0; at + 8 <= log.length; ) {
    const end = at + 8 + log.readUInt32BE(at + 4)
    text += log.toString('utf8', at + 8, end)
    at = end
  }
  return text
}
