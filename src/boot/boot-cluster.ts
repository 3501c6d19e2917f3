// Spec → a usable cluster, or nothing: prepare, plan, boot; on failure evidence first, then removal, then the error.
import { randomBytes } from 'node:crypto'
import type { Engine } from '../docker/connect.ts'
import { removeByLabel } from '../cluster/remove-by-label.ts'
import { writeNodeState } from '../cluster/node-state.ts'
import { readHostFacts, type NodeEnvironment } from '../cluster/host-facts.ts'
import { normalizeHost } from '../plan/api-address.ts'
import { assumeHost } from '../plan/assume-host.ts'
import { checkAssumedPlan, checkPlan } from '../plan/check-plan.ts'
import { renderOwner, type Owner } from '../plan/labels.ts'
import { planCluster, planUnpacked, type ClusterPlan } from '../plan/plan.ts'
import { notePristine } from '../state/reset/reset-cluster.ts'
import { startDeadline } from '../support/deadline.ts'
import type { KeptState } from '../state/cluster-state.ts'
import { findUnpackedVolumes } from '../state/unpacked/unpacked-volumes.ts'
import { readRevision } from '../state/take/take-state.ts'
import type { ActionTiming, OnProgress } from '../support/progress.ts'
import { readNamedSecrets } from '../support/redaction/redact-fields.ts'
import { createRedactor } from '../support/redaction/redactor.ts'
import { tellAmounts } from './tell-amounts.ts'
import type { ClusterPolicy, ClusterSpec } from '../config/spec.ts'
import type { BootContext, PrepareContext } from './action.ts'
import { bootActions, lateActions, ownActions, prepareActions } from './actions/index.ts'
import { beginBuilds } from './begin-builds.ts'
import { endFailedBoot, endFailedPreparation, type EndLimits, type KeepPage } from './end-failed-boot.ts'
import { type Begin, chooseBegin } from './choose-begin.ts'
import { isRaceLost } from './is-race-lost.ts'
import { forgetState, isOfState, StateFailure } from './state-failure.ts'
import { runActions } from './pipeline.ts'
import { loadPrepareStep, type PrepareStep } from './prepare-step.ts'
import { requireFirstNode } from './require-nodes.ts'
import { shareConnection } from './share-connection.ts'

export interface BootRequest {
  readonly engine: Engine
  readonly spec: ClusterSpec
  readonly policy: ClusterPolicy
  readonly environment: NodeEnvironment
  readonly owner: Owner
  readonly packageVersion: string
  /** What it begins with; without it, and with `prepared`, what the engine keeps. */
  readonly begin?: KeptState | undefined
  /** Directory of this cluster's files; made when it is absent. */
  readonly directory: string
  readonly onProgress: OnProgress
  readonly signal: AbortSignal
  /** Called when the plan is made and nothing exists yet: the moment to tell whoever cleans up after a crash. */
  readonly beforeFirstContainer: (plan: ClusterPlan) => Promise<void>
  /** Called when nothing more will be seen of a boot that failed. */
  readonly keepPage?: KeepPage
  /** For tests with an engine that does not answer. */
  readonly endLimits?: EndLimits
}

export interface BootedCluster {
  readonly plan: ClusterPlan
  readonly timings: readonly ActionTiming[]
  readonly kubeconfig: string | undefined
  /** What a prepared state may be taken of, and is not there yet. */
  readonly moment: StateMoment | undefined
}

export interface StateMoment {
  /** What it is a state of: state-key.ts. */
  readonly key: string
  /** Before anybody has used the cluster, as etcd counts. */
  readonly revision: string
}

// Losing a race costs another attempt; losing it this often means that something else is wrong.
const attempts = 3

/** Boots the cluster. On failure nothing of it is left (unless `keepOnFailure`), and the error names the action. */
export async function bootCluster(request: BootRequest): Promise<BootedCluster> {
  let fromNothing = false
  for (let attempt = 1; ; attempt++) {
    try {
      return await bootOnce(request, fromNothing)
    } catch (failure) {
      const [error, key] = failure instanceof StateFailure ? [failure.cause, failure.key] : [failure, undefined]
      if (key !== undefined && isOfState(error, request.signal)) {
        await forgetState(key, { ...request, error })
        fromNothing = true
      } else if (attempt === attempts || !isRaceLost(error, request.spec)) throw error
      // keepOnFailure is for whoever looks at the last attempt; the nodes of this one would be in its way.
      if (request.policy.keepOnFailure)
        await removeByLabel(request.engine, { cluster: request.spec.name, owner: renderOwner(request.owner) })
    }
  }
}

async function bootOnce(request: BootRequest, fromNothing: boolean): Promise<BootedCluster> {
  checkAssumedPlan(planAssumed(request))
  const { engine, spec, policy, onProgress, signal } = request
  const cluster = spec.name
  const { redact } = createRedactor(readNamedSecrets(spec))
  const notice = (text: string): void => onProgress({ type: 'notice', cluster, text: redact(text) })
  // What is told may end in a log of CI.
  const detail: BootContext['detail'] = (level, text) => onProgress({ type: 'detail', cluster, level, text: redact(text) })
  const amount = tellAmounts(cluster, onProgress)
  const common = (until: AbortSignal): Pick<BootContext, 'engine' | 'signal' | 'notice' | 'detail' | 'amount'> => ({
    engine: engine.until(until),
    signal: until,
    notice,
    detail,
    amount,
  })

  const preparedUntil = (until: AbortSignal): PrepareContext => ({
    ...common(until),
    spec,
    policy,
    network: request.environment.network,
    owner: renderOwner(request.owner),
  })
  const builds = beginBuilds(engine.until(signal), policy.images, amount)
  const { prepared, plan, key, state, layers, prepare } = await preparePlan(request, preparedUntil, fromNothing).catch(
    async (failure: unknown) => {
      await builds.stop()
      throw await endFailedPreparation(request, failure)
    },
  )

  let deadline = startDeadline('bootTimeout', policy.bootTimeoutMs, signal)
  const connection = shareConnection(engine, plan, deadline)
  const contextUntil = (until: AbortSignal): BootContext => ({
    ...common(until),
    plan,
    deadline: deadline.until(until),
    directory: request.directory,
    builds,
    state,
    layers,
    prepare,
    connect: connection.get,
  })
  const until = (time: AbortSignal): { signal: AbortSignal } => ({ signal: AbortSignal.any([time, builds.failed]) })
  try {
    const timings = [...prepared, ...(await runActions(bootActions, contextUntil, { cluster, onProgress, ...until(deadline.signal) }))]
    if (builds.hasRest()) timings.push(...(await runActions(lateActions, contextUntil, { cluster, onProgress, ...until(signal) })))
    deadline = startDeadline('bootTimeout', policy.bootTimeoutMs, signal)
    timings.push(...(await runActions(ownActions, contextUntil, { cluster, onProgress, ...until(deadline.signal) })))
    const revision = key === undefined || state ? undefined : await readRevision(await connection.get(deadline.signal), deadline.signal)
    const first = await requireFirstNode({ engine: engine.until(signal), plan })
    // For whoever resets it later, from what it holds now.
    if (policy.pristine && request.owner.stays) await notePristine(await connection.get(signal), first, signal)
    await writeNodeState(first, { usableAtMs: Date.now(), timings })
    const moment = key === undefined || revision === undefined ? undefined : { key, revision }
    return { plan, timings, moment, kubeconfig: await connection.kubeconfig() }
  } catch (failure) {
    const reason: unknown = builds.failed.aborted && !signal.aborted ? builds.failed.reason : failure
    const error = await endFailedBoot({ ...request, plan, deadline, failure: reason })
    throw state && key !== undefined ? new StateFailure(key, error) : error
  } finally {
    await Promise.all([connection.close(), builds.stop()])
  }
}

/** As far as it can be known before images are pulled and a network is made. */
function planAssumed({ engine, environment, ...request }: BootRequest): ClusterPlan {
  const host = assumeHost(request.spec, { ...environment, engineHost: normalizeHost(engine.host) })
  return planCluster({ ...request, host, bootstrapToken: '', createdAtMs: 0 })
}

interface Preparation extends Begin {
  readonly prepared: readonly ActionTiming[]
  readonly plan: ClusterPlan
  readonly prepare: PrepareStep | undefined
}

async function preparePlan(
  request: BootRequest,
  contextUntil: (signal: AbortSignal) => PrepareContext,
  fromNothing: boolean,
): Promise<Preparation> {
  const { spec, onProgress, signal } = request
  const prepared = await runActions(prepareActions, contextUntil, { cluster: spec.name, onProgress, signal })
  const { engine, notice } = contextUntil(signal)
  const planned = planCluster({
    ...request,
    host: await readHostFacts(engine, spec, request.environment, request.owner),
    bootstrapToken: `${randomBytes(3).toString('hex')}.${randomBytes(8).toString('hex')}`,
    createdAtMs: Date.now(),
  })
  for (const text of checkPlan(planned)) notice(text)
  const plan = planUnpacked(planned, await findUnpackedVolumes(engine, planned))
  const begin = await chooseBegin(engine, { ...request, plan, notice })
  const state = fromNothing ? undefined : begin.state
  const prepare = state || request.policy.prepare === null ? undefined : await loadPrepareStep(request.policy.prepare)
  await request.beforeFirstContainer(plan)
  return { ...begin, prepared, plan, state, prepare }
}
