// The network of a preparation that failed, while another of its actions may have been making it → there, or not coming any more.
// A creation that is cut off goes on in the engine: whoever removes before it is there leaves it behind.
import { setTimeout as pause } from 'node:timers/promises'
import type { Engine } from '../docker/connect.ts'
import { findNetwork } from '../docker/networks.ts'

// An engine makes a network in 0.1 to 0.4 s.
const withinMs = 1_500
const everyMs = 100

/** Returns at once where there is such a network. Never throws: what can be removed is told by the removal. */
export async function awaitCutNetwork(own: Engine, name: string): Promise<void> {
  const signal = AbortSignal.timeout(withinMs)
  const engine = own.until(signal)
  try {
    while (!signal.aborted && !(await findNetwork(engine, name))) await pause(everyMs, undefined, { signal })
  } catch {
    // The time was up, or the engine does not answer.
  }
}
