// Manifests → objects in the cluster, by server-side apply. Namespaces and definitions of custom kinds go first, whatever the
// order they are written in, and custom kinds are awaited until they can be used; nothing else is waited for.
import { type Deadline, startDeadline } from '../../support/deadline.ts'
import { isKindError, KindError } from '../../support/errors.ts'
import { poll } from '../../support/poll.ts'
import type { KubeConnection } from '../connection.ts'
import { awaitEstablished, isDefinition } from './custom-kinds.ts'
import { requireResource, type ResourceLocation } from '../discovery.ts'
import { awaitGone, type ObjectReference } from '../objects.ts'
import { groupManifests, isNamespace } from './manifest-groups.ts'
import type { Manifest } from './manifests.ts'
import type { KubeObject } from '../object.ts'
import type { BuildKustomization, ManifestInput } from './read-manifests.ts'
import { KubeRequestError } from '../request-error.ts'

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
  /** Builds a folder with a kustomization. Without it, such a folder is refused. */
  readonly build?: BuildKustomization
  /** Is told what was read as kubectl reads it and the author of a manifest may not know: a key that stands twice in a map. */
  readonly onNotice?: (notice: string) => void
  /** Makes, by calling `make`, an object that does not go with `namespace`: one of another namespace or of none. Its name is empty while the server chooses it. */
  readonly outside?: (place: ObjectReference, make: () => Promise<KubeObject>) => Promise<KubeObject>
}

/**
 * Applies every object and returns them as the API now has them, in the order they were given. An integer beyond 2^53 is a bigint,
 * there and in what is handed over. Throws KIND_CONFIG_INVALID before anything is applied, else KIND_APPLY_FAILED.
 */
export async function applyManifests(connection: KubeConnection, input: ManifestInput, options: ApplyOptions = {}): Promise<KubeObject[]> {
  const { readManifests } = await import('./read-manifests.ts')
  const { manifests, notices } = await readManifests(input, options.baseDirectory ?? process.cwd(), options.build)
  for (const notice of notices) options.onNotice?.(notice)
  const applied = new Map<Manifest, KubeObject>()
  const applyAll = async (some: readonly Manifest[]): Promise<void> => {
    for (const manifest of some) applied.set(manifest, await applyOne(connection, manifest, options, applied.size))
  }
  const { namespaces, definitions, others } = groupManifests(manifests)
  await applyAll(namespaces)
  await applyAll(definitions)
  await Promise.all(definitions.map(({ object }) => awaitEstablished(connection, object, startCatchUp(options))))
  await applyAll(others)
  return manifests.flatMap((manifest) => applied.get(manifest) ?? [])
}

async function applyOne(connection: KubeConnection, manifest: Manifest, options: ApplyOptions, before: number): Promise<KubeObject> {
  const { object, source } = manifest
  // One that a template left empty is as if not written.
  const namespace = object.metadata.namespace || options.namespace || connection.namespace
  try {
    const resource = await requireResource(connection, object, options.signal)
    // An object that the API gave may be changed and applied again, whoever has touched it meanwhile; the record of who set what is the
    // server's alone.
    const own = { managedFields: undefined, resourceVersion: undefined, uid: undefined }
    const metadata = { ...object.metadata, namespace: resource.namespaced ? namespace : undefined, ...own }
    const placed: KubeObject = { ...object, metadata: metadata as object as KubeObject['metadata'] }
    const make = (): Promise<KubeObject> => makeAnew(connection, resource, placed, namespace, options)
    if (!options.outside || (resource.namespaced && namespace === options.namespace)) return await make()
    const { apiVersion, kind } = object
    return await options.outside({ apiVersion, kind, name: object.metadata.name ?? '', ...(resource.namespaced && { namespace }) }, make)
  } catch (error) {
    if (isKindError(error)) throw error
    const name = object.metadata.name || `${String(object.metadata['generateName'])}…`
    if (options.signal?.aborted)
      throw new KindError('KIND_CANCELLED', { what: `cancelled while applying ${object.kind} ${name}`, cause: options.signal.reason })
    throw new KindError('KIND_APPLY_FAILED', {
      what: `${object.kind} ${name} could not be applied (${source})`,
      seen: [error instanceof KubeRequestError ? error.apiMessage : String(error)],
      ...(before > 0 ? { kept: `the ${before} object${before > 1 ? 's' : ''} applied before it` } : {}),
      cause: error,
    })
  }
}

/** A namespace or a definition that is being taken apart is awaited gone: what is put into it would go along. */
async function makeAnew(
  connection: KubeConnection,
  resource: ResourceLocation,
  object: KubeObject,
  namespace: string,
  options: ApplyOptions,
): Promise<KubeObject> {
  const attempt = (): Promise<KubeObject> => send(connection, resource, object, namespace, options)
  const answer = await withPatience(object, options, attempt)
  const isGoing = answer.metadata?.deletionTimestamp !== undefined && (isDefinition(object) || isNamespace(object))
  if (!isGoing) return answer
  await awaitGone(connection, { ...object.metadata, apiVersion: object.apiVersion, kind: object.kind }, startCatchUp(options))
  return withPatience(object, options, attempt)
}

function send(
  connection: KubeConnection,
  resource: ResourceLocation,
  object: KubeObject,
  namespace: string,
  options: ApplyOptions,
): Promise<KubeObject> {
  const { fieldManager = 'vitest-kind', signal } = options
  const { name } = object.metadata
  // `generateName` asks for a new object each time: there is nothing to apply it to.
  if (!name)
    return connection.request({
      method: 'POST',
      path: resource.path(namespace),
      query: { fieldManager, fieldValidation: 'Strict' },
      body: object,
      signal,
    })
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
