// Spec → a usable cluster, or nothing: prepare, plan, boot; on failure evidence first, then removal, then the error.
import { randomBytes } from 'node:crypto'
import type { Engine } from '../docker/connect.ts'
import { findNodes } from '../nodes/find-nodes.ts'
import { removeByLabel } from '../nodes/remove-by-label.ts'
import { writeNodeState } from '../nodes/node-state.ts'
import { readHostFacts, type NodeEnvironment } from '../nodes/read-host-facts.ts'
import { checkPlan } from '../plan/check-plan.ts'
import { renderOwner, type Owner } from '../plan/labels.ts'
import { planCluster, type ClusterPlan } from '../plan/plan.ts'
import { startDeadline } from '../support/deadline.ts'
import type { ActionTiming, OnProgress } from '../support/progress.ts'
import type { ClusterPolicy, ClusterSpec } from '../config/spec.ts'
import type { BootContext, PrepareContext } from './action.ts'
import { bootActions, prepareActions } from './actions/index.ts'
import { endFailedBoot, endFailedPreparation } from './end-failed-boot.ts'
import { isRaceLost } from './is-race-lost.ts'
import { runActions } from './pipeline.ts'
import { shareConnection } from './share-connection.ts'

export interface BootRequest {
  readonly engine: Engine
  readonly spec: ClusterSpec
  readonly policy: ClusterPolicy
  readonly environment: NodeEnvironment
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

// Losing a race costs another attempt; losing it this often means that something else is wrong.
const attempts = 3

/** Boots the cluster. On failure nothing of it is left (unless `keepOnFailure`), and the error names the action. */
export async function bootCluster(request: BootRequest): Promise<BootedCluster> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await bootOnce(request)
    } catch (error) {
      if (attempt === attempts || !isRaceLost(error, request.spec)) throw error
      // keepOnFailure is for whoever looks at the last attempt; the nodes of this one would be in its way.
      if (request.policy.keepOnFailure) await removeByLabel(request.engine, { cluster: request.spec.name, owner: renderOwner(request.owner) })
    }
  }
}

async function bootOnce(request: BootRequest): Promise<BootedCluster> {
  const { engine, spec, policy, onProgress, signal } = request
  const cluster = spec.name
  const notice = (text: string): void => onProgress({ type: 'notice', cluster, text })
  const detail: BootContext['detail'] = (level, text) => onProgress({ type: 'detail', cluster, level, text })
  const progress = { cluster, onProgress }

  const prepare: PrepareContext = { engine, spec, policy, network: request.environment.network, owner: renderOwner(request.owner), signal, notice, detail }
  const { prepared, plan } = await preparePlan(request, prepare).catch(async (failure: unknown) => {
    throw await endFailedPreparation(request, failure)
  })

  const deadline = startDeadline('bootTimeout', policy.bootTimeoutMs, signal)
  const connection = shareConnection(engine, plan, deadline)
  const context: BootContext = { engine, plan, deadline, directory: request.directory, signal: deadline.signal, notice, detail, connect: connection.get }
  try {
    const timings = [...prepared, ...(await runActions(bootActions, context, progress))]
    const [first] = await findNodes(engine, cluster)
    await writeNodeState(first!, { timings })
    return { plan, timings }
  } catch (failure) {
    throw await endFailedBoot({ ...request, plan, deadline, failure })
  } finally {
    await connection.close()
  }
}

async function preparePlan(request: BootRequest, prepare: PrepareContext): Promise<{ readonly prepared: readonly ActionTiming[]; readonly plan: ClusterPlan }> {
  const { engine, spec, onProgress } = request
  const prepared = await runActions(prepareActions, prepare, { cluster: spec.name, onProgress })
  const plan = planCluster({
    ...request,
    host: await readHostFacts(engine, spec, request.environment),
    bootstrapToken: `${randomBytes(3).toString('hex')}.${randomBytes(8).toString('hex')}`,
    createdAtMs: Date.now(),
  })
  for (const text of checkPlan(plan)) prepare.notice(text)
  await request.beforeFirstContainer(plan)
  return { prepared, plan }
}
