// A target → where its objects live in the API, as a collection that can be listed and watched.
import { ConfigError } from '../support/errors.ts'
import { isFields } from '../support/is-fields.ts'
import type { KubeConnection } from './connection.ts'
import { requireResource } from './discovery.ts'
import { isKubeObject, type KubeObject } from './object.ts'
import { describeReference, isReference, parseReference, type Reference } from './reference.ts'
import { requireResourceNamed } from './resources.ts'

/** Objects of one kind: one of a name, or a selection. */
export interface Located {
  readonly apiVersion: string
  readonly kind: string
  /** Absent for what has none. */
  readonly namespace?: string
  /** Absent for a selection. */
  readonly name?: string
  /** `Deployment web`, `pods with app=web` */
  readonly title: string
  /** Path of the collection. */
  readonly path: string
  readonly query: Readonly<Record<string, string | undefined>>
  /** Path of one of them. */
  pathOf(name: string): string
}

/** Asks the server what it serves, when that is not known yet. Throws KIND_CONFIG_INVALID, or KubeRequestError for a kind it does not serve. */
export async function locate(connection: KubeConnection, target: unknown, namespace: string, signal?: AbortSignal): Promise<Located> {
  if (typeof target === 'string') return locateReference(connection, parseReference(target), namespace, signal)
  if (isReference(target)) return locateReference(connection, target, namespace, signal)
  if (isKubeObject(target)) return locateObject(connection, target, namespace, signal)
  throw new ConfigError('KIND_CONFIG_INVALID', {
    what: `${describeOther(target)} is no object of the API and no reference to one`,
    do: "give what apply() resolved with, ref('deployment/web'), or an object that says its apiVersion, kind and metadata.name",
  })
}

async function locateObject(
  connection: KubeConnection,
  { apiVersion, kind, metadata }: KubeObject,
  fallback: string,
  signal?: AbortSignal,
): Promise<Located> {
  const { namespaced, path } = await requireResource(connection, { apiVersion, kind }, signal)
  const namespace = metadata.namespace || fallback
  return {
    apiVersion,
    kind,
    name: metadata.name,
    ...(namespaced && { namespace }),
    title: `${kind} ${metadata.name}`,
    path: path(namespace),
    query: { fieldSelector: `metadata.name=${metadata.name}` },
    pathOf: (name) => path(namespace, name),
  }
}

async function locateReference(connection: KubeConnection, reference: Reference, fallback: string, signal?: AbortSignal): Promise<Located> {
  const { apiVersion, kind, namespaced } = await requireResourceNamed(connection, reference.resource, signal)
  const { path } = await requireResource(connection, { apiVersion, kind }, signal)
  const { name, labels } = reference
  const namespace = reference.namespace ?? fallback
  return {
    apiVersion,
    kind,
    ...(name !== undefined && { name }),
    ...(namespaced && { namespace }),
    title: name === undefined ? describeReference(reference) : `${kind} ${name}`,
    path: path(namespace),
    query: { fieldSelector: name === undefined ? undefined : `metadata.name=${name}`, labelSelector: labels },
    pathOf: (one) => path(namespace, one),
  }
}

/** A list of client-node's leaves out of its items what they are. */
function describeOther(value: unknown): string {
  if (isFields(value) && isFields(value['metadata']) && typeof value['metadata']['name'] === 'string')
    return `${JSON.stringify(value['metadata']['name'])}, which does not say its apiVersion and kind,`
  return value === undefined || value === null ? String(value) : `a value of type ${Array.isArray(value) ? 'array' : typeof value}`
}
