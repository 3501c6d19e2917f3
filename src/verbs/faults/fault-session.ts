// What one test does to one cluster: fault by fault, each noted before it is done; and all of it undone, last first, and waited for.
import type { Cluster } from '../../cluster/cluster.ts'
import { readEngineTime } from '../../docker/engine-facts.ts'
import { startDeadline, type Deadline } from '../../support/deadline.ts'
import { describeError, isKindError, KindError } from '../../support/errors.ts'
import { type ClusterContext, openCluster } from '../context.ts'
import { awaitClusterBack } from './await-back.ts'
import { claim, release } from './claim.ts'
import { type Aspect, createDisturbance } from './disturbance.ts'
import type { Fault, FaultName, TimeLimit } from './fault.ts'
import { disconnect, restartServer, silence, speak } from './api-server.ts'
import { fillDisk } from './disk.ts'
import { delay, heal, partition } from './network.ts'
import { freeze, isOff, kill, restart, resume, start, stop } from './power.ts'
import { cordon, drain, uncordon } from './schedule.ts'
import { openScene, type Scene } from './scene.ts'

// As long as a cluster may take to wake.
const undoBudgetMs = 180_000
// After these, what the API says of a node is of before.
const away: readonly Aspect[] = ['power', 'freeze', 'network']

export interface FaultSession {
  inflict(node: string, fault: Fault, limit: TimeLimit): Promise<void>
  /** Waits for what is under way, undoes what is noted, and waits until the cluster is usable. Afterwards the session is as new. */
  undo(): Promise<void>
}

type Deeds = { readonly [Name in FaultName]: (scene: Scene, fault: Extract<Fault, { do: Name }>) => Promise<void> }

const deeds: Deeds = {
  stop,
  start,
  restart,
  kill,
  pause: freeze,
  resume,
  cordon,
  uncordon,
  drain,
  partition,
  delay,
  heal,
  fillDisk,
  silence,
  speak,
  restartServer,
  disconnect,
}

export function openFaultSession(name: string, { environment }: Pick<ClusterContext, 'environment'>): FaultSession {
  const disturbance = createDisturbance()
  // Two faults of one node come one after the other; those of several nodes, at once.
  const turns = new Map<string, Promise<void>>()
  let over = new AbortController()
  let isClaimed = false

  async function act(node: string, fault: Fault, deadline: Deadline): Promise<void> {
    const cluster = await openOurs(`${fault.do} of ${node}`, { environment, signal: deadline.signal })
    const scene = openScene(cluster, node, { disturbance, deadline })
    if (!isClaimed) await claim(`${fault.do} of ${node}`, cluster, deadline.signal)
    isClaimed = true
    await deeds[fault.do](scene, fault as never)
  }

  /** Nodes that are no containers here, and those of kind's, are not ours to disturb: nobody would know of it when this process ends. */
  async function openOurs(what: string, context: Pick<ClusterContext, 'environment' | 'signal'>): Promise<Cluster> {
    const cluster = await openCluster(name, context).catch((error: unknown) => {
      if (isKindError(error) && error.code === 'KIND_CLUSTER_UNKNOWN') return undefined
      throw error
    })
    if (cluster?.spec) return cluster
    throw new KindError('KIND_FAULT_REFUSED', {
      what: `${what} is refused: cluster "${name}" ${cluster ? 'was not made by vitest-kind' : 'has no container on this engine'}`,
      do: 'do it to a cluster of this run: kindCluster({ … })',
    })
  }

  async function giveBack(context: Pick<ClusterContext, 'environment' | 'signal'>): Promise<void> {
    if (isClaimed) await release(await openCluster(name, context))
    isClaimed = false
  }

  async function takeBack(): Promise<void> {
    const deadline = startDeadline('the undoing of faults', undoBudgetMs)
    const context = { environment, signal: deadline.signal }
    const { open } = disturbance
    if (open.length === 0) return giveBack(context)
    const endedAtMs = await readEngineTime((await openCluster(name, context)).engine)
    const errors: unknown[] = []
    const restarted: string[] = []
    for (const { node, aspect, undo } of open) {
      const scene = openScene(await openCluster(name, context), node, { disturbance, deadline })
      if (isOff(scene)) restarted.push(node)
      await undo(scene).then(
        () => disturbance.settle(node, aspect),
        (error: unknown) => errors.push(error),
      )
    }
    if (errors.length > 0) throw errors[0]
    const wasAway = open.some(({ aspect }) => away.includes(aspect))
    await awaitClusterBack(await openCluster(name, context), wasAway ? { endedAtMs, restarted } : undefined, deadline)
    await giveBack(context)
  }

  return {
    inflict(node, fault, { owner, budgetMs }) {
      const deadline = startDeadline(owner, budgetMs, over.signal)
      const turn = (turns.get(node) ?? Promise.resolve()).then(() => act(node, fault, deadline))
      turns.set(
        node,
        turn.catch(() => undefined),
      )
      return turn
    },
    async undo() {
      over.abort(new Error('the test is over'))
      await Promise.all(turns.values())
      turns.clear()
      over = new AbortController()
      try {
        await takeBack()
      } catch (error) {
        throw undoFailed(name, error)
      }
    },
  }
}

function undoFailed(name: string, cause: unknown): KindError {
  return new KindError('KIND_FAULT_FAILED', {
    what: `what a test did to cluster "${name}" could not be undone`,
    seen: [describeError(cause), ...(isKindError(cause) ? (cause.facts.seen ?? []) : [])],
    do: `npx vitest-kind delete cluster --name ${name}; the next run makes it anew`,
    cause,
  })
}
