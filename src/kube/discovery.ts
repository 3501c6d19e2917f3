// apiVersion + kind → where such objects live in the API. Asked of the server once for each group and connection; a kind that
// is not in a remembered answer is asked for again, because a CustomResourceDefinition may have come meanwhile.
// The kinds of definitions we applied ourselves are remembered from there: the server's own answer lags behind them.
import type { KubeConnection } from './connection.ts'
import { nearest } from '../support/nearest.ts'
import { KubeRequestError } from './request-error.ts'

export interface ApiResource {
  readonly kind: string
  /** Plural name: `deployments`. */
  readonly name: string
  readonly namespaced: boolean
}

/** Where the objects of one kind live. */
export interface ResourceLocation {
  readonly namespaced: boolean
  /** Path of the collection, or of one object when `name` is given. */
  path(namespace: string, name?: string): string
}

const answers = new WeakMap<KubeConnection, Map<string, Promise<readonly ApiResource[]>>>()
const defined = new WeakMap<KubeConnection, Map<string, ApiResource[]>>()

/** Undefined when the server knows no such kind (now). */
export async function findResource(
  connection: KubeConnection,
  apiVersion: string,
  kind: string,
  signal?: AbortSignal,
): Promise<ResourceLocation | undefined> {
  const known = answers.get(connection) ?? new Map<string, Promise<readonly ApiResource[]>>()
  answers.set(connection, known)
  const remembered = await known.get(apiVersion)?.catch(() => undefined)
  const resource = pick(defined.get(connection)?.get(apiVersion), kind) ?? pick(remembered, kind) ?? pick(await remember(), kind)
  if (!resource) return undefined
  const { name: plural, namespaced } = resource
  const root = groupPath(apiVersion)
  return {
    namespaced,
    path(namespace, name) {
      const collection = namespaced ? `${root}/namespaces/${encodeURIComponent(namespace)}/${plural}` : `${root}/${plural}`
      return name === undefined ? collection : `${collection}/${encodeURIComponent(name)}`
    },
  }

  function remember(): Promise<readonly ApiResource[]> {
    const answer = readResources(connection, apiVersion, signal)
    known.set(apiVersion, answer)
    return answer
  }
}

/** Throws KubeRequestError with status 404, and the kinds that there are, when the server knows no such kind. */
export async function requireResource(
  connection: KubeConnection,
  { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string },
  signal?: AbortSignal,
): Promise<ResourceLocation> {
  const resource = await findResource(connection, apiVersion, kind, signal)
  if (resource) return resource
  const kinds = (await readResources(connection, apiVersion, signal)).map((known) => known.kind)
  const near = nearest(kind, kinds)
  const has =
    kinds.length > 0
      ? `${near === undefined ? '' : `did you mean ${near}? `}it has ${kinds.toSorted().join(', ')}`
      : 'it serves nothing there: is the CustomResourceDefinition installed?'
  throw new KubeRequestError(`${apiVersion} ${kind}`, {
    status: 404,
    reason: 'NotFound',
    apiMessage: `the API server knows no ${kind} in ${apiVersion}; ${has}`,
  })
}

/** Remembers a kind of a CustomResourceDefinition just applied. */
export function rememberResource(connection: KubeConnection, apiVersion: string, resource: ApiResource): void {
  const known = defined.get(connection) ?? new Map<string, ApiResource[]>()
  defined.set(connection, known)
  known.set(apiVersion, [...(known.get(apiVersion) ?? []).filter(({ kind }) => kind !== resource.kind), resource])
}

/** The kinds of one group and version; none when the server does not serve it. */
export async function readResources(connection: KubeConnection, apiVersion: string, signal?: AbortSignal): Promise<readonly ApiResource[]> {
  try {
    const { resources } = await connection.request<{ resources: ApiResource[] }>({ path: groupPath(apiVersion), signal })
    return resources.filter((resource) => !resource.name.includes('/'))
  } catch (error) {
    if (error instanceof KubeRequestError && error.status === 404) return []
    throw error
  }
}

function groupPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
}

function pick(resources: readonly ApiResource[] | undefined, kind: string): ApiResource | undefined {
  return resources?.find((resource) => resource.kind === kind)
}
