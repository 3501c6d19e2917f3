// A name → a namespace in which pods may be made at once, and its removal. No kind is looked up, nothing is watched for: that is
// most of the time it takes.
import { type Deadline } from '../support/deadline.ts'
import type { KubeConnection } from './connection.ts'
import { awaitDefaultServiceAccount } from './readiness.ts'
import { KubeRequestError } from './request-error.ts'

/** By which people find what tests have made in a cluster of theirs. */
export const namespaceLabels = { 'app.kubernetes.io/managed-by': 'vitest-kind' }

/**
 * Makes it, and its ServiceAccount "default", which the controller manager would make a moment later: it leaves alone what is there. Rejects
 * with KubeRequestError, and may leave the namespace then.
 */
export async function createNamespace(
  connection: KubeConnection,
  name: string,
  { annotations, deadline }: { readonly annotations: Readonly<Record<string, string>>; readonly deadline: Deadline },
): Promise<void> {
  const { signal } = deadline
  const metadata = { name, labels: namespaceLabels, annotations }
  await connection.request({ method: 'POST', path: '/api/v1/namespaces', body: { apiVersion: 'v1', kind: 'Namespace', metadata }, signal })
  try {
    // Applied, not posted: then it does not matter who was first.
    await connection.request({
      method: 'PATCH',
      path: `/api/v1/namespaces/${name}/serviceaccounts/default`,
      query: { fieldManager: 'vitest-kind' },
      contentType: 'application/apply-patch+yaml',
      body: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } },
      signal,
    })
  } catch (error) {
    // Who may not make one can still wait for it.
    if (!(error instanceof KubeRequestError) || error.status !== 403) throw error
    await awaitDefaultServiceAccount(connection, name, deadline)
  }
}

/** Returns when the API server took the request; emptying the namespace takes longer. One that does not exist is fine. */
export async function removeNamespace(connection: KubeConnection, name: string, signal: AbortSignal): Promise<void> {
  const body = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' }
  try {
    await connection.request({ method: 'DELETE', path: `/api/v1/namespaces/${name}`, body, signal })
  } catch (error) {
    // 409: it is being deleted already.
    if (!(error instanceof KubeRequestError) || (error.status !== 404 && error.status !== 409)) throw error
  }
}
