// One step of a reset, carried out at the API. What is gone already, or there already, is fine: the next inventory tells.
import type { KubeConnection } from '../../kube/connection.ts'
import type { KubeObject } from '../../kube/object.ts'
import { unlessAbsent } from '../../kube/objects.ts'
import { KubeRequestError } from '../../kube/request-error.ts'
import { type InventoryItem, pathOf } from './inventory.ts'
import type { ResetStep } from './plan-reset.ts'
import { isNote } from './reduce-object.ts'

// Whoever else writes an object, writes it now and then.
const mostTries = 5
// Its finalizer is the API server's own, which removes the objects of the kind.
const letsGoItself = 'CustomResourceDefinition'

/** Rejects with KubeRequestError. */
export async function takeStep(connection: KubeConnection, step: ResetStep, signal: AbortSignal): Promise<void> {
  const { item } = step
  const path = pathOf(item, item.namespace, item.name)
  switch (step.do) {
    case 'end-conversion':
      return patch({ spec: { conversion: { strategy: 'None', webhook: null } } })
    case 'remove':
      return remove(step.graceS)
    case 'finalize':
      return finalize()
    case 'put-back':
      return putBack()
    case 'make':
      return make()
  }

  async function patch(body: object): Promise<void> {
    await unlessAbsent(connection.request({ method: 'PATCH', path, contentType: 'application/merge-patch+json', body, signal }))
  }

  async function remove(graceS = 0): Promise<void> {
    const body = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background', gracePeriodSeconds: graceS }
    const left = await unlessAbsent(connection.request<Partial<KubeObject>>({ method: 'DELETE', path, body, signal }).catch(unlessGoing))
    const { finalizers = [] } = left?.metadata ?? {}
    // Only now: before, its controller would write them again.
    if (finalizers.length > 0 && item.kind !== letsGoItself) await patch({ metadata: { finalizers: null } })
  }

  async function finalize(): Promise<void> {
    const found = await unlessAbsent(connection.request<KubeObject>({ path, signal }))
    if (!found) return
    // Nobody does when the namespace has gone.
    await Promise.all(notedIn(item.name).map((noted) => unlessAbsent(connection.request({ method: 'DELETE', path: noted, signal }))))
    const { finalizers: _held, ...metadata } = found.metadata
    const body = { ...found, metadata, spec: { ...(found['spec'] as object), finalizers: [] } }
    await unlessAbsent(connection.request({ method: 'PUT', path: `${path}/finalize`, body, signal }).catch(unlessGoing))
  }

  async function putBack(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const found = await unlessAbsent(connection.request<KubeObject>({ path, signal }))
      if (!found) return make()
      const { uid, resourceVersion } = found.metadata
      const annotations = { ...listNotes(found), ...item.content.metadata.annotations }
      const body = { ...item.content, metadata: { ...item.content.metadata, annotations, uid, resourceVersion } }
      try {
        await connection.request({ method: 'PUT', path, body, signal })
        return
      } catch (error) {
        const status = error instanceof KubeRequestError ? error.status : undefined
        // What may not be changed is made anew.
        if (status === 422) return remake()
        if (status !== 409 || tries === mostTries) throw error
      }
    }
  }

  async function remake(): Promise<void> {
    await remove()
    await make()
  }

  async function make(): Promise<void> {
    await connection.request({ method: 'POST', path: pathOf(item, item.namespace), body: withoutOwners(item), signal }).catch(unlessGoing)
  }
}

/** No inventory has them, and who has written them may not do so again. */
function listNotes({ metadata }: KubeObject): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata.annotations ?? {}).filter(([key]) => isNote(key)))
}

/** What no inventory has: Kubernetes' own notes. */
function notedIn(namespace: string): string[] {
  return [
    `/api/v1/namespaces/${namespace}/events`,
    `/api/v1/namespaces/${namespace}/endpoints`,
    `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
  ]
}

/** Those it had have other uids by now, and it would be taken for a leftover of theirs. */
function withoutOwners({ content }: InventoryItem): KubeObject {
  const { ownerReferences: _former, ...metadata } = content.metadata
  return { ...content, metadata: { ...metadata, name: content.metadata.name } }
}

/** 409: it is going, or there, already. */
function unlessGoing(error: unknown): undefined {
  if (error instanceof KubeRequestError && error.status === 409) return undefined
  throw error
}
