// A container that may not end when it is killed → removed, with what holds it let go.
import { setTimeout as pause } from 'node:timers/promises'
import { narrowEngine, type Engine } from './connect.ts'
import { removeContainer } from './containers.ts'
import { thawContainer } from './thaw.ts'

// Three nodes at once take 2 s. Docker itself waits 10 s for one that it has killed, then says that it will not end.
const slowAfterMs = 3_000

export interface ThawOptions {
  /** Of a container that is made to help, on an engine elsewhere. */
  readonly labels: Readonly<Record<string, string>>
  /** Called when processes were found frozen, and let go. */
  readonly onThawed: (processes: number) => void
}

/** As `removeContainer`; where that takes long or fails, looks again and again for what is frozen in it. */
export async function removeThawing(engine: Engine, id: string, { labels, onThawed }: ThawOptions): Promise<void> {
  const thaw = async (): Promise<void> => {
    const processes = await thawContainer(engine, id, labels)
    if (processes > 0) onThawed(processes)
  }
  const removal = removeContainer(engine, id)
  const end = removal.then(
    () => 'gone' as const,
    () => 'failed' as const,
  )
  for (;;) {
    const ended = await within(slowAfterMs, end)
    if (ended === 'gone') return
    // What keeps us from looking is no reason not to remove: the removal's own error tells more.
    await thaw().catch(() => undefined)
    if (ended === 'failed') return removal
  }
}

/** Returns when one of the containers has gone, after a second at the latest. */
export async function awaitSomeGone(engine: Engine, containers: readonly { readonly id: string }[]): Promise<void> {
  const enough = new AbortController()
  const narrowed = narrowEngine(engine, enough.signal)
  const aSecond = pause(1_000, undefined, { signal: engine.signal }).catch(() => undefined)
  const gone = containers.map(({ id }) => narrowed.docker.getContainer(id).wait({ condition: 'removed' }))
  // An engine that does not let us wait for them is asked no sooner for that.
  await Promise.race([aSecond, Promise.any(gone).catch(() => aSecond)])
  enough.abort()
}

async function within<T>(ms: number, awaited: Promise<T>): Promise<T | undefined> {
  const over = new AbortController()
  const late = pause(ms, undefined, { signal: over.signal }).catch(() => undefined)
  return Promise.race([awaited, late]).finally(() => over.abort())
}
