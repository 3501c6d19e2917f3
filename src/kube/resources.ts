// A word for a kind of object as kubectl takes it (`deploy`, `deployments.apps`, `Deployment`) → the resource it means. The server's
// list of everything it serves is two requests (aggregated discovery, GA since Kubernetes 1.30), asked for once a connection and again
// for a word that is not in it: a definition may have come meanwhile.
import { nearest } from '../support/nearest.ts'
import type { KubeConnection } from './connection.ts'
import { KubeRequestError } from './request-error.ts'

/** A kind of object that the server serves. */
export interface Resource {
  /** `apps/v1` */
  readonly apiVersion: string
  readonly kind: string
  /** `deployments` */
  readonly plural: string
  readonly singular: string
  /** `deploy` */
  readonly shortNames: readonly string[]
  readonly namespaced: boolean
  readonly verbs: readonly string[]
}

interface DiscoveryList {
  readonly items: readonly {
    /** Without a name for the core group. */
    readonly metadata?: { readonly name?: string }
    readonly versions: readonly { readonly version: string; readonly resources?: readonly DiscoveredResource[] }[]
  }[]
}

interface DiscoveredResource {
  readonly resource: string
  readonly responseKind?: { readonly kind: string }
  readonly scope: 'Cluster' | 'Namespaced'
  readonly singularResource?: string
  readonly shortNames?: readonly string[]
  readonly verbs?: readonly string[]
}

const remembered = new WeakMap<KubeConnection, Promise<readonly Resource[]>>()

/**
 * The resource a word means, in either case: plural, singular, short name or kind, with or without its group (`widgets.example.com`)
 * and version (`widgets.v1.example.com`). Of several, the one that the server names first, as for kubectl: the core group, then by
 * the server's priority. Throws KubeRequestError with status 404 and the nearest word when there is none.
 */
export async function requireResourceNamed(connection: KubeConnection, word: string, signal?: AbortSignal): Promise<Resource> {
  const known = pick((await remembered.get(connection)?.catch(() => undefined)) ?? [], word)
  if (known) return known
  const asked = readAllResources(connection, signal)
  remembered.set(connection, asked)
  const all = await asked
  const found = pick(all, word)
  if (found) return found
  const near = nearest(word.toLowerCase(), [...new Set(all.flatMap(({ plural, singular }) => [plural, singular]))])
  throw new KubeRequestError(word, {
    status: 404,
    reason: 'NotFound',
    apiMessage: `the API server knows no resource ${JSON.stringify(word)}${near === undefined ? '' : `; did you mean ${near}?`}`,
  })
}

/** All that the server serves now, each kind in each of its versions. Rejects with KubeRequestError. */
export async function readAllResources(connection: KubeConnection, signal?: AbortSignal): Promise<Resource[]> {
  const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json'
  const [core, groups] = await Promise.all(['/api', '/apis'].map((path) => connection.request<DiscoveryList>({ path, accept, signal })))
  return [...core!.items, ...groups!.items].flatMap(({ metadata, versions }) =>
    versions.flatMap(({ version, resources = [] }) =>
      resources.map((resource) => ({
        apiVersion: metadata?.name ? `${metadata.name}/${version}` : version,
        kind: resource.responseKind?.kind ?? '',
        plural: resource.resource,
        singular: resource.singularResource ?? '',
        shortNames: resource.shortNames ?? [],
        namespaced: resource.scope === 'Namespaced',
        verbs: resource.verbs ?? [],
      })),
    ),
  )
}

function pick(resources: readonly Resource[], word: string): Resource | undefined {
  const lower = word.toLowerCase()
  return resources.find(({ apiVersion, kind, plural, singular, shortNames }) => {
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion]
    const behind = ['', `.${group}`, `.${version}`, `.${version}.${group}`]
    return [plural, singular, kind.toLowerCase(), ...shortNames].some((name) => behind.some((rest) => `${name}${rest}` === lower))
  })
}
