// What logs in to an ssh server → the same, tried again for some seconds where the server turns it away before asking who it is.
import { pause } from '../../support/poll.ts'
import { SshBusyError } from './explain-ssh.ts'

// Under the 10 s after which an engine counts as silent. As long as ten have not told who they are, sshd turns others away by chance (MaxStartups 10:30:100).
const withinMs = 6_000
const pauseMs = 100

export async function logIn<T>(attempt: () => Promise<T>): Promise<T> {
  const over = AbortSignal.timeout(withinMs)
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof SshBusyError) || over.aborted) throw error
    }
    // Those that were turned away together do not come back together.
    await pause(pauseMs * (1 + 4 * Math.random()), over)
  }
}
