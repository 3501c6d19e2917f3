// An object outside of namespaces that tests have made → the runs that use it, each with a mark of its own on it: runs know nothing of each
// other, and the last of them takes it along. What bears no mark is somebody else's.
import { hashData } from '../support/hash.ts'
import { isProcessGone, parseIdentity } from '../support/process-identity.ts'
import type { KubeConnection } from './connection.ts'
import { findResource } from './discovery.ts'
import type { KubeObject } from './object.ts'
import { findObject, type ObjectReference, removeObject } from './objects.ts'
import { KubeRequestError } from './request-error.ts'

const prefix = 'vitest-kind/user-'

/** Whether tests have made it, of whatever run, living or not. */
export function isMadeByTests({ metadata }: KubeObject): boolean {
  return Object.keys(metadata.annotations ?? {}).some((key) => key.startsWith(prefix))
}

/** Notes that the run of this process uses it; `identity` as `renderIdentity` writes it. One that is gone is fine. */
export async function markUser(connection: KubeConnection, object: ObjectReference, identity: string, signal: AbortSignal): Promise<void> {
  await patchMark(connection, object, { identity, value: identity }, signal)
}

/**
 * Removes it, unless another run that may be alive uses it: then only the mark of this one goes. Tells whether it is removed, or was gone
 * already. Whoever marks it at the same moment keeps it.
 */
export async function removeUnlessUsed(
  connection: KubeConnection,
  object: ObjectReference,
  identity: string,
  signal: AbortSignal,
): Promise<boolean> {
  for (;;) {
    const found = await findObject(connection, object, signal)
    if (!found || found.metadata.deletionTimestamp !== undefined) return true
    if (hasOtherUsers(found, identity)) {
      await patchMark(connection, object, { identity, value: null }, signal)
      return false
    }
    try {
      await removeObject(connection, object, { asSeen: found, signal })
      return true
    } catch (error) {
      // Changed since it was read: somebody may have come.
      if (!(error instanceof KubeRequestError) || error.status !== 409) throw error
    }
  }
}

function hasOtherUsers({ metadata }: KubeObject, identity: string): boolean {
  return Object.entries(metadata.annotations ?? {}).some(([key, value]) => {
    if (!key.startsWith(prefix) || value === identity) return false
    const user = parseIdentity(value)
    return user === undefined || isProcessGone(user) !== true
  })
}

/** A key for each run: two that write at once do not write over each other. Where it may not be written, the object is as it was without. */
async function patchMark(
  connection: KubeConnection,
  object: ObjectReference,
  { identity, value }: { readonly identity: string; readonly value: string | null },
  signal: AbortSignal,
): Promise<void> {
  const { apiVersion, kind, namespace, name } = object
  const resource = await findResource(connection, apiVersion, kind, signal)
  if (!resource) return
  try {
    await connection.request({
      method: 'PATCH',
      path: resource.path(namespace || connection.namespace, name),
      // Not the owner of what tests apply: that would be taken off with the next apply.
      query: { fieldManager: 'vitest-kind-users' },
      contentType: 'application/merge-patch+json',
      body: { metadata: { annotations: { [`${prefix}${hashData(identity).slice(0, 12)}`]: value } } },
      signal,
    })
  } catch (error) {
    if (!(error instanceof KubeRequestError) || (error.status !== 404 && error.status !== 403)) throw error
  }
}
