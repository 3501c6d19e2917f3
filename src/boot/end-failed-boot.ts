// A boot that failed → evidence on the host, then nothing left of the cluster, then one error that tells it all. In this order.
import { writeFile } from 'node:fs/promises'
import { findCluster } from '../cluster/cluster.ts'
import { errorPath } from '../cluster/paths.ts'
import { removeFiles } from '../cluster/remove-files.ts'
import { markKept } from '../cluster/node-state.ts'
import type { ClusterName } from '../config/cluster-name.ts'
import type { Engine } from '../docker/connect.ts'
import { kindLabels, renderOwner } from '../plan/labels.ts'
import type { ClusterPlan } from '../plan/plan.ts'
import type { Deadline } from '../support/deadline.ts'
import type { OnProgress } from '../support/progress.ts'
import { BootError, describeError, isKindError, KindError } from '../support/errors.ts'
import { readNamedSecrets } from '../support/redaction/redact-fields.ts'
import { createRedactor } from '../support/redaction/redactor.ts'
import { lateActions, ownActions } from './actions/index.ts'
import { awaitCutNetwork } from './await-cut-network.ts'
import { findCause } from './causes/find-cause.ts'
import { causes } from './causes/index.ts'
import { collectEvidence } from './collect-evidence.ts'
import { describeFailure, describeStop, type FailureFacts, seconds } from './describe-failure.ts'
import { ActionFailure } from './pipeline.ts'
import { undoBoot, type Undo, type UndoLimits } from './undo-boot.ts'

/** What follows a failure has a time of its own, whatever became of the boot's. */
export interface EndLimits extends UndoLimits {
  /** For all evidence together, in milliseconds. @default 15_000 */
  readonly evidenceMs: number
}

// Writing a small file into each node takes milliseconds; an engine that says nothing must not hold up the error.
const markMs = 10_000

const afterUsable: ReadonlySet<string> = new Set([lateActions, ownActions].flat(2).map(({ name }) => name))

type Unplanned = Pick<FailedBoot, 'engine' | 'endLimits' | 'onProgress'> &
  Pick<ClusterPlan, 'spec' | 'owner'> & { readonly environment: { readonly network: string } }

export interface FailedBoot {
  readonly engine: Engine
  readonly plan: ClusterPlan
  readonly directory: string
  readonly deadline: Deadline
  /** Fired when the caller wanted no more of it. */
  readonly signal: AbortSignal
  readonly failure: unknown
  readonly onProgress: OnProgress
  readonly endLimits?: EndLimits | undefined
  readonly keepPage?: KeepPage | undefined
}

/** Draws a boot that failed, beside its evidence; gives the names of the files. Never rejects. */
export type KeepPage = (failure: FailureFacts) => Promise<readonly string[]>

/** Returns the error to throw. */
export async function endFailedBoot(boot: FailedBoot): Promise<KindError> {
  const { action, cause } = boot.failure instanceof ActionFailure ? boot.failure : { action: 'boot', cause: boot.failure }
  // Neither says anything about a cluster.
  if (isKindError(cause) && ['KIND_CLUSTER_EXISTS', 'KIND_BUILD_FAILED'].includes(cause.code))
    return addTroubles(cause, await undoBoot(planUndo(boot)))
  return boot.signal.aborted ? endCancelled(boot, action) : endBroken(boot, action, cause)
}

/** The same before the first container. The action's own error says all there is to say; of what was made there is the network. */
export async function endFailedPreparation(boot: Unplanned, failure: unknown): Promise<unknown> {
  const { engine, spec, owner, endLimits, onProgress, environment } = boot
  await awaitCutNetwork(engine, environment.network)
  const troubles = await undoBoot({ engine, cluster: spec.name, owner: renderOwner(owner), limits: endLimits, onProgress })
  const error = failure instanceof ActionFailure && isKindError(failure.cause) ? addCause(failure.cause, failure.action) : failure
  return isKindError(error) ? addTroubles(error, troubles) : error
}

/** What the engine has refused, with its cause where a rule knows it and the action does not. */
function addCause(error: KindError, action: string): KindError {
  const { what, seen = [], why, do: remedy } = error.facts
  const diagnosis = why === undefined ? findCause(causes, { sources: [describeStop(`stopped in ${action}: ${what}`, seen)] }) : undefined
  return diagnosis ? new KindError(error.code, { ...error.facts, why: diagnosis.why, do: remedy ?? diagnosis.do }) : error
}

async function endCancelled(boot: FailedBoot, action: string): Promise<KindError> {
  const after = seconds(boot.deadline.elapsedMs())
  const troubles = await undoBoot({ ...planUndo(boot), directory: boot.directory })
  return new BootError('KIND_CANCELLED', {
    what: `boot of cluster "${boot.plan.spec.name}" was cancelled in ${action} after ${after}`,
    seen: troubles,
    kept: troubles.length === 0 ? 'nothing: the nodes are removed' : describeLeft(boot.plan),
    ...(troubles.length > 0 && { left: true }),
  })
}

async function endBroken(boot: FailedBoot, action: string, cause: unknown): Promise<KindError> {
  const { engine, plan, directory, deadline } = boot
  const { spec, policy } = plan
  const elapsedMs = deadline.elapsedMs()
  const redactor = createRedactor(readNamedSecrets(spec))
  const evidence = await collectEvidence(engine, { cluster: spec.name, directory, redactor, budgetMs: boot.endLimits?.evidenceMs })
  const troubles = policy.keepOnFailure ? await markNodes(engine, spec.name) : await undoBoot(planUndo(boot))
  const failure = { cluster: spec.name, action, cause, wasUsable: afterUsable.has(action), elapsedMs, limit: deadline }
  const facts = describeFailure(failure, evidence, troubles, redactor)
  const pages = (await boot.keepPage?.(facts)) ?? []
  const files = [...pages, ...evidence.files]
  const removed = troubles.length === 0 ? 'nodes removed; keepOnFailure: true keeps them' : describeLeft(plan)
  const error = new BootError('KIND_BOOT_FAILED', {
    ...facts,
    kept: [
      ...(files.length > 0 ? [[`${directory}/`, ...files].join(' ')] : []),
      policy.keepOnFailure ? `the nodes: ${removal(spec.name)} removes them` : removed,
    ].join('; '),
    ...(!policy.keepOnFailure && troubles.length > 0 && { left: true }),
    // What an error of ours says is in this one; its own text below would say it twice.
    ...(!isKindError(cause) && { cause }),
  })
  await keepError(directory, error)
  // A kubeconfig leads nowhere now.
  if (!policy.keepOnFailure) await removeFiles(directory).catch(() => undefined)
  return error
}

/** Beside the evidence: where it lies, this says what it is evidence of. */
async function keepError(directory: string, { message }: KindError): Promise<void> {
  await writeFile(errorPath(directory), `${message}\n`, { mode: 0o600 }).catch(() => undefined)
}

/** As kept on purpose, for prune would take them for left behind. What was seen when that cannot be. */
async function markNodes(own: Engine, cluster: ClusterName): Promise<string[]> {
  try {
    const nodes = (await findCluster(own.until(AbortSignal.timeout(markMs)), cluster))?.nodes ?? []
    await markKept(nodes)
    return []
  } catch (error) {
    return [`the nodes could not be marked as kept, and prune may remove them: ${describeError(error)}`]
  }
}

/** A call that was cut off, or that the engine never answered, may have made a container all the same. */
function planUndo({ engine, plan, deadline, failure, endLimits, onProgress }: FailedBoot): Undo {
  const cause = failure instanceof ActionFailure ? failure.cause : failure
  const cutOff = deadline.signal.aborted || (isKindError(cause) && ['KIND_DOCKER_UNREACHABLE', 'KIND_BUILD_FAILED'].includes(cause.code))
  const planned = [...plan.nodes, ...(plan.loadBalancer ? [plan.loadBalancer] : [])].map(({ name }) => name)
  return { engine, cluster: plan.spec.name, owner: renderOwner(plan.owner), expected: cutOff ? planned : [], limits: endLimits, onProgress }
}

function addTroubles(error: KindError, troubles: readonly string[]): KindError {
  return troubles.length === 0
    ? error
    : new KindError(error.code, { ...error.facts, seen: [...(error.facts.seen ?? []), ...troubles], left: true })
}

function describeLeft({ spec: { name } }: Pick<ClusterPlan, 'spec'>): string {
  return `what could not be removed; ${removal(name)} tries again`
}

function removal(cluster: string): string {
  return `docker rm -f -v $(docker ps -aq --filter label=${kindLabels.cluster}=${cluster})`
}
