// Objects of custom kinds that a test has made → gone, while whoever holds them by a finalizer may still be there to let go: an operator
// that runs in the test ends with it, and what it holds would keep the namespace, and the definition, for ever.
import { startDeadline } from '../support/deadline.ts'
import { isKindError } from '../support/errors.ts'
import type { KubeConnection } from './connection.ts'
import type { KubeObject } from './object.ts'
import { removeTarget } from './manifests/remove.ts'
import { KubeRequestError } from './request-error.ts'

// A controller that watches lets go within moments; one that is not there is not waited for long.
const patienceMs = 2_000

/** The last one first. What is still held then goes with its namespace or its definition, or is told at the end of the run. */
export async function endCustomObjects(connection: KubeConnection, objects: readonly KubeObject[]): Promise<void> {
  const deadline = startDeadline('the end of a test', patienceMs)
  for (const object of objects.toReversed()) {
    try {
      await removeTarget(connection, object, connection.namespace, deadline)
    } catch (error) {
      // Its time was up, or its definition is gone, and it with it.
      if (!isKindError(error) && !(error instanceof KubeRequestError)) throw error
    }
  }
}
