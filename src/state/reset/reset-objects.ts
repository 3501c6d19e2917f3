// A used cluster and the inventory of its pristine state → a cluster that holds exactly that, proven by an inventory of its own.
import type { KubeConnection } from '../../kube/connection.ts'
import { isRefusal } from '../../kube/request-error.ts'
import { type Deadline, hasTimedOut } from '../../support/deadline.ts'
import { KindError } from '../../support/errors.ts'
import { createLimit } from '../../support/limit.ts'
import { pause } from '../../support/poll.ts'
import { compareInventories, describeDifferences, type Differences, isPristine } from './compare-inventories.ts'
import type { Inventory } from './inventory.ts'
import { planReset, type ResetPlan, type ResetStep } from './plan-reset.ts'
import { takeInventory } from './take-inventory.ts'
import { takeStep } from './take-step.ts'

export interface ResetObjects {
  readonly removed: number
  readonly changed: number
  readonly made: number
}

const stepsAtOnce = 8
// What goes by itself, such as a definition whose objects are gone.
const lookAgainMs = 50
const mostTold = 20

/** Throws KIND_RESET_FAILED with what still differs when the time is up. */
export async function resetObjects(connection: KubeConnection, pristine: Inventory, deadline: Deadline): Promise<ResetObjects> {
  let first: Differences | undefined
  let last: { readonly differences: Differences; readonly why: readonly string[] } | undefined
  try {
    for (;;) {
      const present = await takeInventory(connection, deadline.signal)
      const differences = compareInventories(pristine, present)
      if (isPristine(differences) && present.unread.length === 0) return count(first ?? differences)
      if (last) await pause(lookAgainMs, deadline.signal)
      first ??= differences
      last = {
        differences,
        why: [...present.unread, ...(await carryOut(connection, planReset(differences), deadline.signal))],
      }
    }
  } catch (error) {
    if (!deadline.signal.aborted) throw error
    if (last && hasTimedOut(deadline.signal)) throw resetFailed(last.differences, last.why)
    deadline.check('a pristine cluster')
    throw error
  }
}

/** Gives what was refused: it is told if it is so to the end, for what stands in its way may go in the same round. */
async function carryOut(connection: KubeConnection, plan: ResetPlan, signal: AbortSignal): Promise<string[]> {
  const limit = createLimit(stepsAtOnce)
  const refused: string[] = []
  const take = async (step: ResetStep): Promise<void> => {
    try {
      await takeStep(connection, step, signal)
    } catch (error) {
      if (!isRefusal(error)) throw error
      refused.push(error.message)
    }
  }
  for (const stage of plan) await Promise.all(stage.map((step) => limit(() => take(step))))
  return refused
}

function count({ added, changed, missing }: Differences): ResetObjects {
  return { removed: added.length, changed: changed.length, made: missing.length }
}

function resetFailed(differences: Differences, why: readonly string[]): KindError {
  const all = describeDifferences(differences)
  const more = all.length - mostTold
  return new KindError('KIND_RESET_FAILED', {
    what: `the cluster could not be made pristine again: ${all.length} ${all.length === 1 ? 'object differs' : 'objects differ'}`,
    seen: [...all.slice(0, mostTold), ...(more > 0 ? [`and ${more} more`] : []), ...why.slice(0, mostTold)],
    do: 'delete the cluster, and have it made anew',
  })
}
