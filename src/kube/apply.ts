// Manifests → objects in the cluster, by server-side apply. Namespaces and definitions of custom kinds go first, whatever the
// order they are written in, and custom kinds are awaited until they can be used; nothing else is waited for.
import { type Deadline, startDeadline } from '../support/deadline.ts'
import { isKindError, KindError } from '../support/errors.ts'
import { poll } from '../support/poll.ts'
import type { KubeConnection } from './connection.ts'
import { awaitEstablished, isDefinition } from './custom-kinds.ts'
import { findResource, readResources, type ResourceLocation } from './discovery.ts'
import type { Manifest } from './manifests.ts'
import type { KubeObject } from './object.ts'
import type { ManifestInput } from './read-manifests.ts'
import { KubeRequestError } from './request-error.ts'

export type { ManifestInput } from './read-manifests.ts'

/** Time the API may take to catch up with what was just applied: a new kind, a new namespace's ServiceAccount. */
const CATCH_UP_MS = 30_000

export interface ApplyOptions {
  /**
   * Namespace of namespaced objects that name none.
   *
   * @default the namespace of the kubeconfig's context, else `default`
   */
  readonly namespace?: string
  /**
   * Whose fields these are; conflicts with other managers are taken over.
   *
   * @default 'vitest-kind'
   */
  readonly fieldManager?: string
  readonly signal?: AbortSignal
  /**
   * Where relative paths start.
   *
   * @default the working directory
   */
  readonly baseDirectory?: string
}

/** Applies every object and returns them as the API now has them, in the order they were given. Throws KIND_APPLY_FAILED. */
export async function applyManifests(connection: KubeConnection, input: ManifestInput, options: ApplyOptions = {}): Promise<KubeObject[]> {
  const { readManifests } = await import('./read-manifests.ts')
  const manifests = await readManifests(input, options.baseDirectory ?? process.cwd())
  const applied = new Map<Manifest, KubeObject>()
  const applyAll = async (some: readonly Manifest[]): Promise<void> => {
    for (const manifest of some) applied.set(manifest, await applyOne(connection, manifest, options, applied.size))
  }
  const definitions = manifests.filter(({ object }) => isDefinition(object))
  await applyAll(manifests.filter(isNamespace))
  await applyAll(definitions)
  await Promise.all(definitions.map(({ object }) => awaitEstablished(connection, object, startCatchUp(options))))
  await applyAll(manifests.filter((manifest) => !isNamespace(manifest) && !isDefinition(manifest.object)))
  return manifests.flatMap((manifest) => applied.get(manifest) ?? [])
}

async function applyOne(connection: KubeConnection, manifest: Manifest, options: ApplyOptions, before: number): Promise<KubeObject> {
  const { object, source } = manifest
  const namespaceOf = object.metadata.namespace ?? options.namespace ?? connection.namespace
  try {
    const resource = await requireResource(connection, object, options.signal)
    // An object that the API gave may be changed and applied again; the record of who set what is the server's alone.
    const placed = { ...object, metadata: { ...object.metadata, ...(resource.namespaced ? { namespace: namespaceOf } : {}), managedFields: undefined } }
    return await withPatience(placed, options, () => send(connection, resource, placed, namespaceOf, options))
  } catch (error) {
    if (isKindError(error)) throw error
    const name = object.metadata.name ?? `${String(object.metadata['generateName'])}…`
    if (options.signal?.aborted) throw new KindError('KIND_CANCELLED', { what: `cancelled while applying ${object.kind} ${name}`, cause: options.signal.reason })
    throw new KindError('KIND_APPLY_FAILED', {
      what: `${object.kind} ${name} could not be applied (${source})`,
      seen: [error instanceof KubeRequestError ? error.apiMessage : String(error)],
      ...(before > 0 ? { kept: `the ${before} object${before > 1 ? 's' : ''} applied before it` } : {}),
      cause: error,
    })
  }
}

function send(connection: KubeConnection, resource: ResourceLocation, object: KubeObject, namespace: string, options: ApplyOptions): Promise<KubeObject> {
  const { fieldManager = 'vitest-kind', signal } = options
  const { name } = object.metadata as { name?: string }
  // `generateName` asks for a new object each time: there is nothing to apply it to.
  if (name === undefined) return connection.request({ method: 'POST', path: resource.path(namespace), query: { fieldManager, fieldValidation: 'Strict' }, body: object, signal })
  return connection.request({
    method: 'PATCH',
    path: resource.path(namespace, name),
    query: { fieldManager, force: true, fieldValidation: 'Strict' },
    contentType: 'application/apply-patch+yaml',
    body: object,
    signal,
  })
}

/** Tries again while the refusal is one that passes by itself. */
async function withPatience(object: KubeObject, options: ApplyOptions, attempt: () => Promise<KubeObject>): Promise<KubeObject> {
  const tryOnce = async (see: (fact: string) => void): Promise<{ answer: KubeObject } | { failure: unknown } | undefined> => {
    try {
      return { answer: await attempt() }
    } catch (error) {
      if (!isBehind(error)) return { failure: error }
      see(error.apiMessage)
      return undefined
    }
  }
  const awaited = `acceptance of ${object.kind} ${object.metadata.name}`
  const outcome = (await tryOnce(() => undefined)) ?? (await poll(tryOnce, { deadline: startCatchUp(options), awaited, everyMs: 25 }))
  if ('failure' in outcome) throw outcome.failure
  return outcome.answer
}

function startCatchUp({ signal }: ApplyOptions): Deadline {
  return startDeadline('applyManifests', CATCH_UP_MS, signal)
}

/**
 * The API server lags behind what it was told: the paths of a new kind are not served yet, or a pod's new namespace has no
 * ServiceAccount yet, which the controller manager makes moments later.
 */
function isBehind(error: unknown): error is KubeRequestError {
  if (!(error instanceof KubeRequestError)) return false
  if (error.status === 404) return /page not found|could not find the requested resource/.test(error.apiMessage)
  return error.status === 403 && /serviceaccount "default" not found/.test(error.apiMessage)
}

async function requireResource(connection: KubeConnection, { apiVersion, kind }: KubeObject, signal?: AbortSignal): Promise<ResourceLocation> {
  const resource = await findResource(connection, apiVersion, kind, signal)
  if (resource) return resource
  const kinds = (await readResources(connection, apiVersion, signal)).map((known) => known.kind)
  const has = kinds.length > 0 ? `it has ${kinds.toSorted().join(', ')}` : 'it serves nothing there: is the CustomResourceDefinition installed?'
  throw new KubeRequestError(`${apiVersion} ${kind}`, { status: 404, reason: 'NotFound', apiMessage: `the API server knows no ${kind} in ${apiVersion}; ${has}` })
}

function isNamespace({ object }: Manifest): boolean {
  return object.kind === 'Namespace' && object.apiVersion === 'v1'
}
