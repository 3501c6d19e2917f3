// One object of any kind: make it, find it, remove it. Which path it has is found by discovery.
import type { Deadline } from '../support/deadline.ts'
import { awaitObjects } from './await-objects.ts'
import type { KubeConnection } from './connection.ts'
import { findResource, requireResource } from './discovery.ts'
import type { KubeObject } from './object.ts'
import { describeRemains } from './verdicts/remains.ts'
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
  /** Removes it only as it was seen. Rejects with KubeRequestError, status 409, when it has changed since. */
  readonly asSeen?: KubeObject
  /** Waits until the object is gone, finalizers and all. */
  readonly awaitGone?: Deadline
}

/** Rejects with KubeRequestError, status 409, when it exists already. */
export async function createObject(connection: KubeConnection, object: KubeObject, signal?: AbortSignal): Promise<KubeObject> {
  const resource = await requireResource(connection, object, signal)
  return connection.request({
    method: 'POST',
    path: resource.path(object.metadata.namespace || connection.namespace),
    body: object,
    signal,
  })
}

export async function findObject(
  connection: KubeConnection,
  reference: ObjectReference,
  signal?: AbortSignal,
): Promise<KubeObject | undefined> {
  const resource = await findResource(connection, reference.apiVersion, reference.kind, signal)
  if (!resource) return undefined
  const path = resource.path(reference.namespace || connection.namespace, reference.name)
  return unlessAbsent(connection.request<KubeObject>({ path, signal }))
}

/** Removes the object and, in the background, what it owns. One that does not exist is fine. */
export async function removeObject(connection: KubeConnection, reference: ObjectReference, options: RemoveOptions = {}): Promise<void> {
  const { awaitGone: deadline } = options
  const signal = options.signal ?? deadline?.signal
  const resource = await findResource(connection, reference.apiVersion, reference.kind, signal)
  if (!resource) return
  const namespace = reference.namespace || connection.namespace
  const { uid, resourceVersion } = options.asSeen?.metadata ?? {}
  const body = {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    propagationPolicy: 'Background',
    ...(options.asSeen && { preconditions: { uid, resourceVersion } }),
  }
  await unlessAbsent(connection.request({ method: 'DELETE', path: resource.path(namespace, reference.name), body, signal }))
  if (deadline) await awaitGone(connection, reference, deadline)
}

/** Throws KIND_TIMED_OUT with what holds it: its finalizers, and for a namespace what it still has. */
export async function awaitGone(connection: KubeConnection, reference: ObjectReference, deadline: Deadline): Promise<void> {
  const resource = await findResource(connection, reference.apiVersion, reference.kind, deadline.signal)
  if (!resource) return
  await awaitObjects(connection, {
    path: resource.path(reference.namespace || connection.namespace),
    query: { fieldSelector: `metadata.name=${reference.name}` },
    awaited: `the removal of ${reference.kind} ${reference.name}`,
    deadline,
    judge: (objects) => ({ ready: objects.length === 0, why: objects.map(describeRemains) }),
  })
}

/** Undefined where the server says that there is no such thing. */
export async function unlessAbsent<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request
  } catch (error) {
    if (error instanceof KubeRequestError && error.status === 404) return undefined
    throw error
  }
}
