// Spec → a usable cluster, or nothing: prepare, plan, boot; on failure evidence first, then removal, then the error.
import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import type { Engine } from '../docker/connect.ts'
import { readHostFacts } from '../nodes/read-host-facts.ts'
import { removeByLabel } from '../nodes/remove-by-label.ts'
import { kindLabels, renderOwner, type Owner } from '../plan/labels.ts'
import { planCluster, type ClusterPlan } from '../plan/plan.ts'
import { startDeadline } from '../support/deadline.ts'
import { BootError, describeError, isKindError, type ErrorFacts, type KindError } from '../support/errors.ts'
import type { ActionTiming, OnProgress } from '../support/progress.ts'
import type { ClusterPolicy, ClusterSpec } from '../config/spec.ts'
import type { BootContext, PrepareContext } from './action.ts'
import { bootActions, prepareActions } from './actions/index.ts'
import { collectEvidence } from './collect-evidence.ts'
import { diagnose } from './diagnose.ts'
import { ActionFailure, runActions } from './pipeline.ts'
import { shareConnection } from './share-connection.ts'

export interface BootRequest {
  readonly engine: Engine
  readonly spec: ClusterSpec
  readonly policy: ClusterPolicy
  readonly network: string
  readonly owner: Owner
  readonly packageVersion: string
  /** Directory of this cluster's files; made when it is absent. */
  readonly directory: string
  readonly onProgress: OnProgress
  readonly signal: AbortSignal
  /** Called when the plan is made and nothing exists yet: the moment to tell whoever cleans up after a crash. */
  readonly beforeFirstContainer: (plan: ClusterPlan) => Promise<void>
}

export interface BootedCluster {
  readonly plan: ClusterPlan
  readonly timings: readonly ActionTiming[]
}

// The network goes with the last cluster on it: another process may remove it after we have seen it and before our first
// container is on it. That costs a second attempt; losing the race this often means that something else is wrong.
const networkAttempts = 3

/** Boots the cluster. On failure nothing of it is left (unless `keepOnFailure`), and the error names the action. */
export async function bootCluster(request: BootRequest): Promise<BootedCluster> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await bootOnce(request)
    } catch (error) {
      if (attempt === networkAttempts || !isNetworkLost(error)) throw error
    }
  }
}

function isNetworkLost(error: unknown): boolean {
  return isKindError(error) && error.code === 'KIND_BOOT_FAILED' && (error.facts.seen ?? []).some((line) => /^network \S+ not found/.test(line))
}

async function bootOnce(request: BootRequest): Promise<BootedCluster> {
  const { engine, spec, policy, onProgress, signal } = request
  const cluster = spec.name
  const notice = (text: string): void => onProgress({ type: 'notice', cluster, text })
  const progress = { cluster, onProgress }

  const prepare: PrepareContext = { engine, spec, policy, network: request.network, owner: renderOwner(request.owner), signal, notice }
  const prepared = await runActions(prepareActions, prepare, progress).catch((failure: unknown) => {
    // Nothing exists yet: the action's own error says all there is to say.
    throw failure instanceof ActionFailure && isKindError(failure.cause) ? failure.cause : failure
  })
  const plan = planCluster({
    ...request,
    host: await readHostFacts(engine, spec, request.network),
    bootstrapToken: `${randomBytes(3).toString('hex')}.${randomBytes(8).toString('hex')}`,
    createdAtMs: Date.now(),
  })
  await mkdir(request.directory, { recursive: true })
  await request.beforeFirstContainer(plan)

  const deadline = startDeadline('bootTimeout', policy.bootTimeoutMs, signal)
  const connection = shareConnection(engine, plan, deadline)
  const context: BootContext = { engine, plan, deadline, directory: request.directory, signal: deadline.signal, notice, connect: connection.get }
  try {
    const booted = await runActions(bootActions, context, progress)
    return { plan, timings: [...prepared, ...booted] }
  } catch (failure) {
    throw await explainAndRemove(request, plan, failure, deadline.elapsedMs())
  } finally {
    await connection.close()
  }
}

async function explainAndRemove(request: BootRequest, plan: ClusterPlan, failure: unknown, elapsedMs: number): Promise<KindError> {
  const { engine, spec, policy, signal, directory } = request
  const cause = failure instanceof ActionFailure ? failure.cause : failure
  const action = failure instanceof ActionFailure ? failure.action : 'boot'
  const taken = isKindError(cause) && cause.code === 'KIND_CLUSTER_EXISTS'
  const cancelled = signal.aborted
  const evidence = taken || cancelled ? undefined : await collectEvidence(engine, spec.name, directory)
  const removal = policy.keepOnFailure && !cancelled && !taken ? 'skipped' : await removeByLabel(engine, { cluster: spec.name, owner: renderOwner(plan.owner) }).catch((error: unknown) => error)
  if (taken) return cause
  const facts = isKindError(cause) ? cause.facts : undefined
  const seconds = (elapsedMs / 1000).toFixed(1)
  const diagnosis = evidence && diagnose([describeError(cause), ...(facts?.seen ?? []), evidence.text].join('\n'))
  const parts: ErrorFacts = {
    what: cancelled ? `boot of cluster "${spec.name}" was cancelled in ${action} after ${seconds} s` : `cluster "${spec.name}" stopped in ${action} after ${seconds} s: ${describeError(cause)}`,
    seen: [...(facts?.seen ?? []), ...(removal instanceof Error ? [`while removing: ${describeError(removal)}`] : [])],
    ...(diagnosis && { why: diagnosis.why }),
    ...withText('do', diagnosis?.do ?? facts?.do),
    kept: [evidence && [`${directory}/`, ...evidence.files].join(' '), removal === 'skipped' ? `the nodes: docker rm -f -v $(docker ps -aq --filter label=${kindLabels.cluster}=${spec.name}) removes them` : 'nodes removed; keepOnFailure: true keeps them']
      .filter((text) => text !== undefined)
      .join('; '),
    // What an error of ours says is in this one; its own text below would say it twice.
    ...(!isKindError(cause) && { cause }),
  }
  return new BootError(cancelled ? 'KIND_CANCELLED' : 'KIND_BOOT_FAILED', parts)
}

function withText<Key extends string>(key: Key, text: string | undefined): { [K in Key]?: string } {
  return (text === undefined ? {} : { [key]: text }) as { [K in Key]?: string }
}
