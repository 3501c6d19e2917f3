// Progress events → what is said, now and then, of work that takes long, where nothing on the screen moves: in CI, in a file, between the
// lines of Vitest. Nothing is said of what is done within seconds.
import { createPaces } from './pace.ts'
import type { OnProgress } from './progress.ts'
import { tellAmount } from './tell-amount.ts'

/** A line of it. */
export interface LongLine {
  readonly cluster: string
  /** `kubeadm-init`, or `pulling kindest/node:v1.37.2, 4 of 12 layers, 123 of 456 MB, 34 MB/s` */
  readonly text: string
  /** Since it began. */
  readonly elapsedMs: number
}

// A pull that has stopped is to be seen before somebody looks at the clock.
const amountEveryMs = 10_000
// An action that counts nothing: it says only that it is still there.
const actionEveryMs = 30_000

/** Hears all events, of several clusters, too. Its timer runs only while something does, and keeps no process alive. */
export function watchLong(say: (line: LongLine) => void): OnProgress {
  const running = new Map<string, { readonly cluster: string; readonly action: string; readonly startedAt: number; saidAt: number }>()
  const amounts = new Map<string, { readonly cluster: string; readonly startedAt: number }>()
  const paces = createPaces()
  let timer: NodeJS.Timeout | undefined

  function tick(): void {
    const now = performance.now()
    const underWay = paces.underWay()
    for (const pace of underWay) {
      const { cluster, startedAt } = amounts.get(pace.amount.what)!
      say({ cluster, text: tellAmount(pace), elapsedMs: now - startedAt })
    }
    for (const one of running.values()) {
      // What it counts has been told.
      if (underWay.some(({ amount }) => amounts.get(amount.what)?.cluster === one.cluster)) one.saidAt = now
      if (now - one.saidAt < actionEveryMs) continue
      one.saidAt = now
      say({ cluster: one.cluster, text: one.action, elapsedMs: now - one.startedAt })
    }
  }
  return (event) => {
    const now = performance.now()
    if (event.type === 'started') {
      const { cluster, action } = event
      running.set(`${cluster} ${action}`, { cluster, action, startedAt: now, saidAt: now })
    }
    if (event.type === 'finished' || event.type === 'failed') running.delete(`${event.cluster} ${event.action}`)
    if (event.type === 'amount') {
      if (!amounts.has(event.what)) amounts.set(event.what, { cluster: event.cluster, startedAt: now })
      paces.note(event, now)
    }
    // What is built beside the actions may go on after them, and is waited for by the last one.
    if (running.size > 0) return void (timer ??= setInterval(tick, amountEveryMs).unref())
    clearInterval(timer)
    timer = undefined
  }
}
