// A boot that failed → evidence on the host, then nothing left of the cluster, then one error that tells it all. In this order.
import type { Engine } from '../docker/connect.ts'
import { removeByLabel } from '../nodes/remove-by-label.ts'
import { kindLabels, renderOwner } from '../plan/labels.ts'
import type { ClusterPlan } from '../plan/plan.ts'
import type { Deadline } from '../support/deadline.ts'
import { BootError, describeError, isKindError, KindError } from '../support/errors.ts'
import { collectEvidence } from './collect-evidence.ts'
import { diagnose } from './diagnose.ts'
import { ActionFailure } from './pipeline.ts'

type Unplanned = Pick<FailedBoot, 'engine'> & Pick<ClusterPlan, 'spec' | 'owner'>

export interface FailedBoot {
  readonly engine: Engine
  readonly plan: ClusterPlan
  readonly directory: string
  readonly deadline: Deadline
  /** Fired when the caller wanted no more of it. */
  readonly signal: AbortSignal
  readonly failure: unknown
}

/** Returns the error to throw. */
export async function endFailedBoot(boot: FailedBoot): Promise<KindError> {
  const { action, cause } = boot.failure instanceof ActionFailure ? boot.failure : { action: 'boot', cause: boot.failure }
  if (isKindError(cause) && cause.code === 'KIND_CLUSTER_EXISTS') {
    await remove(boot)
    return cause
  }
  return boot.signal.aborted ? endCancelled(boot, action) : endBroken(boot, action, cause)
}

/** The same before the first container. The action's own error says all there is to say; of what was made there is the network. */
export async function endFailedPreparation({ engine, spec, owner }: Unplanned, failure: unknown): Promise<unknown> {
  const troubles = await remove({ engine, plan: { spec, owner } })
  const error = failure instanceof ActionFailure && isKindError(failure.cause) ? failure.cause : failure
  if (troubles.length === 0 || !isKindError(error)) return error
  return new KindError(error.code, { ...error.facts, seen: [...(error.facts.seen ?? []), ...troubles] })
}

async function endCancelled(boot: FailedBoot, action: string): Promise<KindError> {
  const after = seconds(boot.deadline.elapsedMs())
  const troubles = await remove(boot)
  return new BootError('KIND_CANCELLED', {
    what: `boot of cluster "${boot.plan.spec.name}" was cancelled in ${action} after ${after}`,
    seen: troubles,
    kept: troubles.length === 0 ? 'nothing: the nodes are removed' : 'what could not be removed',
  })
}

async function endBroken(boot: FailedBoot, action: string, cause: unknown): Promise<KindError> {
  const { engine, plan, directory, deadline } = boot
  const { name } = plan.spec
  const elapsedMs = deadline.elapsedMs()
  const evidence = await collectEvidence(engine, name, directory)
  const troubles = plan.policy.keepOnFailure ? [] : await remove(boot)
  const facts = isKindError(cause) ? cause.facts : undefined
  const overdue = elapsedMs >= deadline.budgetMs
  const reason = describeError(cause)
  const diagnosis = diagnose([reason, ...(facts?.seen ?? []), evidence.text].join('\n'))
  const remedy = diagnosis?.do ?? facts?.do
  const nodes = plan.policy.keepOnFailure
    ? `the nodes: docker rm -f -v $(docker ps -aq --filter label=${kindLabels.cluster}=${name}) removes them`
    : 'nodes removed; keepOnFailure: true keeps them'
  return new BootError('KIND_BOOT_FAILED', {
    what: `cluster "${name}" stopped in ${action} after ${seconds(elapsedMs)}: ${overdue ? `its ${seconds(deadline.budgetMs)} were up (${deadline.owner})` : reason}`,
    seen: [...(overdue ? [reason] : []), ...(facts?.seen ?? []), ...troubles],
    ...(diagnosis && { why: diagnosis.why }),
    ...(remedy !== undefined && { do: remedy }),
    kept: `${[`${directory}/`, ...evidence.files].join(' ')}; ${nodes}`,
    // What an error of ours says is in this one; its own text below would say it twice.
    ...(!isKindError(cause) && { cause }),
  })
}

/** What went wrong while removing, for the error that is told anyway; it must not take that one's place. */
async function remove({ engine, plan }: { readonly engine: Engine; readonly plan: Pick<ClusterPlan, 'spec' | 'owner'> }): Promise<string[]> {
  try {
    await removeByLabel(engine, { cluster: plan.spec.name, owner: renderOwner(plan.owner) })
    return []
  } catch (error) {
    return [`while removing: ${describeError(error)}`, ...(isKindError(error) ? (error.facts.seen ?? []) : [])]
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
