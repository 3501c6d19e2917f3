// Main process: who uses which cluster, and who disturbs it. A cluster is disturbed by one worker, while no other uses it; whoever wants
// to use it meanwhile waits until it is in order again. For all projects of one Vitest.
import type { FaultSession } from '../../verbs/faults/fault-session.ts'
import { KindError } from '../../support/errors.ts'
import type { BrokerSession, Handlers } from './broker.ts'
import type { FaultPlace } from '../request.ts'

export interface FaultDesk {
  readonly handlers: Pick<Handlers, 'use' | 'leave' | 'inflict' | 'undoFaults' | 'execInNode'>
  /** Undoes what nobody has undone, and waits for it. */
  end(): Promise<void>
}

interface Disturbed {
  readonly session: BrokerSession
  readonly faults: Promise<FaultSession>
  readonly over: PromiseWithResolvers<void>
  undoing?: Promise<void>
}

interface Use {
  readonly session: BrokerSession
  readonly file: string
}

/** `open`: how a session with the engine is begun; the usual one is loaded with the first fault. */
export function createFaultDesk(open: (cluster: string) => Promise<FaultSession> = loadAndOpen): FaultDesk {
  const disturbed = new Map<string, Disturbed>()
  const uses = new Map<string, Use[]>()

  function leave(session: BrokerSession): void {
    for (const [cluster, users] of uses)
      uses.set(
        cluster,
        users.filter((one) => one.session !== session),
      )
  }

  /** Once, however many ask for it: the test at its end, and the session when its process is gone. */
  function undo(cluster: string, entry: Disturbed): Promise<void> {
    entry.undoing ??= (async () => {
      try {
        await (await entry.faults).undo()
      } finally {
        if (disturbed.get(cluster) === entry) disturbed.delete(cluster)
        entry.over.resolve()
      }
    })()
    return entry.undoing
  }

  async function awaitQuiet(cluster: string, session: BrokerSession): Promise<void> {
    for (let entry = disturbed.get(cluster); entry && entry.session !== session; entry = disturbed.get(cluster)) await entry.over.promise
  }

  function disturb({ cluster, node, test }: FaultPlace, what: string, session: BrokerSession): Promise<FaultSession> {
    const others = new Set((uses.get(cluster) ?? []).filter((one) => one.session !== session).map(({ file }) => file))
    if (others.size > 0) throw inUse(`${what} of ${node} is refused (${test})`, cluster, [...others])
    const known = disturbed.get(cluster)
    if (known && known.session === session && !known.undoing) return known.faults
    const entry: Disturbed = { session, faults: open(cluster), over: Promise.withResolvers() }
    disturbed.set(cluster, entry)
    // Nobody is there to be told: the next who wants the cluster finds it as it is.
    session.onEnd(() => undo(cluster, entry).catch(() => undefined))
    return entry.faults
  }

  return {
    handlers: {
      async use({ cluster, file }, session) {
        await awaitQuiet(cluster, session)
        uses.set(cluster, [...(uses.get(cluster) ?? []), { session, file }])
        session.onEnd(() => leave(session))
      },
      leave: async (_none, session) => leave(session),
      async inflict({ fault, limit, ...place }, session) {
        const faults = await disturb(place, fault.do, session)
        await faults.inflict(place.node, fault, limit)
      },
      async undoFaults(_none, session) {
        const own = [...disturbed].filter(([, entry]) => entry.session === session)
        await Promise.all(own.map(([cluster, entry]) => undo(cluster, entry)))
      },
      async execInNode({ cluster, node, argv, stdin, limit }) {
        const { runInNode } = await import('../../verbs/faults/run-in-node.ts')
        return runInNode({ cluster, node, argv, ...(stdin !== undefined && { stdin }) }, limit)
      },
    },
    async end() {
      await Promise.all([...disturbed].map(([cluster, entry]) => undo(cluster, entry)))
    },
  }
}

async function loadAndOpen(cluster: string): Promise<FaultSession> {
  const [{ openFaultSession }, { readEnvironment }] = await Promise.all([
    import('../../verbs/faults/fault-session.ts'),
    import('../../config/env.ts'),
  ])
  return openFaultSession(cluster, { environment: readEnvironment() })
}

function inUse(what: string, cluster: string, files: readonly string[]): KindError {
  return new KindError('KIND_FAULT_REFUSED', {
    what: `${what}: cluster "${cluster}" is used by others at the moment`,
    seen: files,
    do: 'give this file a cluster of its own: kindCluster({ … }, { isolated: true })',
  })
}
