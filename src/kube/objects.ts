// One object of any kind: make it, find it, remove it. Which path it has is found by discovery.
import type { Deadline } from '../support/deadline.ts'
import { awaitObjects } from './await-objects.ts'
import type { KubeConnection } from './connection.ts'
import { findResource, type ResourceLocation } from './discovery.ts'
import type { KubeObject } from './object.ts'
import { KubeRequestError } from './request-error.ts'

/** Names one object. Without `namespace`, the one of the kubeconfig's context. */
export interface ObjectReference {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly namespace?: string
}

export interface RemoveOptions {
  readonly signal?: AbortSignal
  /** Waits until the object is gone, finalizers and all. */
  readonly awaitGone?: Deadline
}

/** Rejects with KubeRequestError, status 409, when it exists already. */
export async function createObject(connection: KubeConnection, object: KubeObject, signal?: AbortSignal): Promise<KubeObject> {
  const resource = await requireResource(connection, object, signal)
  return connection.request({ method: 'POST', path: resource.path(object.metadata.namespace ?? connection.namespace), body: object, signal })
}

export async function findObject(connection: KubeConnection, reference: ObjectReference, signal?: AbortSignal): Promise<KubeObject | undefined> {
  const resource = await findResource(connection, reference.apiVersion, reference.kind, signal)
  if (!resource) return undefined
  const path = resource.path(reference.namespace ?? connection.namespace, reference.name)
  return unlessAbsent(connection.request<KubeObject>({ path, signal }))
}

/** Removes the object and, in the background, what it owns. One that does not exist is fine. */
export async function removeObject(connection: KubeConnection, reference: ObjectReference, options: RemoveOptions = {}): Promise<void> {
  const { awaitGone } = options
  const signal = options.signal ?? awaitGone?.signal
  const resource = await findResource(connection, reference.apiVersion, reference.kind, signal)
  if (!resource) return
  const namespace = reference.namespace ?? connection.namespace
  const body = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' }
  await unlessAbsent(connection.request({ method: 'DELETE', path: resource.path(namespace, reference.name), body, signal }))
  if (!awaitGone) return
  await awaitObjects(connection, {
    path: resource.path(namespace),
    query: { fieldSelector: `metadata.name=${reference.name}` },
    awaited: `the removal of ${reference.kind} ${reference.name}`,
    deadline: awaitGone,
    judge: (objects) => ({ ready: objects.length === 0, why: objects.map(describeRemains) }),
  })
}

async function requireResource(connection: KubeConnection, { apiVersion, kind }: KubeObject, signal?: AbortSignal): Promise<ResourceLocation> {
  const resource = await findResource(connection, apiVersion, kind, signal)
  if (resource) return resource
  throw new KubeRequestError(`${apiVersion} ${kind}`, { status: 404, reason: 'NotFound', apiMessage: 'the server knows no such kind' })
}

async function unlessAbsent<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request
  } catch (error) {
    if (error instanceof KubeRequestError && error.status === 404) return undefined
    throw error
  }
}

/** Why an object is still there: its finalizers, and for a namespace what it still holds. */
function describeRemains(object: KubeObject): string {
  const { finalizers = [] } = object.metadata
  const { conditions } = (object['status'] ?? {}) as { conditions?: readonly { status: string; message?: string }[] }
  const reasons = conditions?.filter((condition) => condition.status === 'True' && condition.message).map((condition) => condition.message) ?? []
  return [`${object.kind} ${object.metadata.name} is still there`, ...finalizers.map((name) => `finalizer ${name}`), ...reasons].join('; ')
}
