// May somebody do this? Asked of the API server, by those whose rights they are.
import type { Deadline } from '../../support/deadline.ts'
import { poll } from '../../support/poll.ts'
import type { KubeConnection } from '../connection.ts'
import { mayPass } from '../request-error.ts'
import type { ResourceWord, RoleRule } from './role-rules.ts'

/** What one wants to do: with objects, or at a path that is of no object. */
export type Access =
  | ({ readonly verb: string; readonly namespace?: string; readonly name?: string } & Omit<ResourceWord, 'namespaced'>)
  | { readonly verb: string; readonly path: string }

export interface AccessVerdict {
  readonly allowed: boolean
  /** In the API server's words; often empty when nothing allows it. */
  readonly reason: string
}

interface ReviewStatus {
  readonly status: {
    readonly allowed: boolean
    readonly reason?: string
    readonly evaluationError?: string
  }
}

interface RulesStatus {
  readonly status: {
    readonly resourceRules?: readonly RoleRule[]
    readonly nonResourceRules?: readonly RoleRule[]
  }
}

const root = '/apis/authorization.k8s.io/v1'

/** By a SelfSubjectAccessReview: whose connection it is, asks. */
export async function reviewAccess(connection: KubeConnection, access: Access, signal?: AbortSignal): Promise<AccessVerdict> {
  const spec = 'path' in access ? { nonResourceAttributes: access } : { resourceAttributes: access }
  const { status } = await connection.request<ReviewStatus>({
    method: 'POST',
    path: `${root}/selfsubjectaccessreviews`,
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec },
    signal,
  })
  return {
    allowed: status.allowed,
    reason: [status.reason, status.evaluationError].filter(Boolean).join('; '),
  }
}

/** All that whose connection it is may do in a namespace. */
export async function readRights(connection: KubeConnection, namespace: string, signal?: AbortSignal): Promise<readonly RoleRule[]> {
  const { status } = await connection.request<RulesStatus>({
    method: 'POST',
    path: `${root}/selfsubjectrulesreviews`,
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectRulesReview',
      spec: { namespace },
    },
    signal,
  })
  return [...(status.resourceRules ?? []), ...(status.nonResourceRules ?? [])]
}

/** Until the API server knows of these rights: it reads roles and bindings a moment after they are made. */
export async function awaitRights(
  connection: KubeConnection,
  { rules, namespace, who }: { readonly rules: readonly RoleRule[]; readonly namespace: string; readonly who: string },
  deadline: Deadline,
): Promise<void> {
  await poll(
    async (see) => {
      const known = (await readRights(connection, namespace, deadline.signal)).map(renderRight)
      const missing = rules.filter((rule) => !known.includes(renderRight(rule)))
      see(...missing.map((rule) => `not known yet: ${renderRight(rule)}`))
      return missing.length === 0 ? true : undefined
    },
    // Also its credentials may be news to it.
    { deadline, awaited: `the rights of ${who}`, everyMs: 20, retryOn: mayPass },
  )
}

/** `get,list pods`, `get deployments.apps named web`, `get /healthz` */
export function renderRight({ verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: RoleRule): string {
  const groups = apiGroups.filter((group) => group !== '')
  const suffix = groups.length > 0 ? `.${groups.join('|')}` : ''
  const things = [...resources.map((resource) => `${resource}${resource === '*' ? '' : suffix}`), ...nonResourceURLs]
  return `${verbs.join(',')} ${things.join(',')}${resourceNames.length > 0 ? ` named ${resourceNames.join(',')}` : ''}`
}
