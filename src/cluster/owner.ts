// Who makes a cluster, written so that another process can tell whether the maker still lives.
import type { Owner } from '../plan/labels.ts'
import { currentProcess, isProcessGone } from '../support/process-identity.ts'

/** This process; the moment tells apart clusters it makes one after another. */
export function currentOwner({ ciRun, stays, pool }: Pick<Owner, 'stays' | 'pool'> & { readonly ciRun: string | undefined }): Owner {
  return {
    ...currentProcess(),
    startedAtMs: Date.now(),
    stays,
    ...(ciRun !== undefined && { ciRun }),
    ...(pool !== undefined && { pool }),
  }
}

/** Whether the maker is gone for certain: of another host, or another pid namespace, nothing can be said. */
export function isOwnerGone(owner: Owner): boolean {
  return isProcessGone(owner) === true
}
