// A boot out of a prepared state that failed → whether one from nothing may do better, and then the state goes.
import { rm } from 'node:fs/promises'
import type { ClusterName } from '../config/cluster-name.ts'
import type { Engine } from '../docker/connect.ts'
import { preparedName, removePrepared } from '../state/prepared/prepared-image.ts'
import { snapshotPath } from '../state/snapshot/snapshot-file.ts'
import { describeError, isKindError } from '../support/errors.ts'
import type { OnProgress } from '../support/progress.ts'

/** `cause` is what is thrown where no other boot is tried. */
export class StateFailure extends Error {
  readonly key: string

  constructor(key: string, cause: unknown) {
    super('a boot out of a prepared state failed', { cause })
    this.key = key
  }
}

/** The name, the images and the caller's patience are the same for both. */
export function isOfState(error: unknown, signal: AbortSignal): boolean {
  return !signal.aborted && isKindError(error) && error.code === 'KIND_BOOT_FAILED'
}

interface Failure {
  readonly engine: Engine
  readonly spec: { readonly name: ClusterName }
  readonly policy: { readonly snapshot: string | null }
  readonly error: unknown
  readonly onProgress: OnProgress
}

/** What made one boot fail would make every other fail. */
export async function forgetState(key: string, { engine, spec, policy, error, onProgress }: Failure): Promise<void> {
  const text = `the prepared state is not used any more, and the boot begins from nothing: ${describeError(error)}`
  onProgress({ type: 'notice', cluster: spec.name, text })
  await removePrepared(engine, preparedName(key)).catch(() => undefined)
  if (policy.snapshot !== null) await rm(snapshotPath(policy.snapshot, key), { force: true }).catch(() => undefined)
}
