// Who may do what → the objects of RBAC that say so. Pure.
import type { KubeObject } from '../object.ts'
import type { RoleRule } from './role-rules.ts'

/** To whom rights are given. */
export type Grantee =
  | { readonly kind: 'ServiceAccount'; readonly name: string; readonly namespace: string }
  | {
      readonly kind: 'User'
      readonly name: string
      readonly apiGroup: 'rbac.authorization.k8s.io'
    }

export interface Grant {
  readonly grantee: Grantee
  /** Where `rules` hold. */
  readonly namespace: string
  readonly rules: readonly RoleRule[]
  /** These hold in all namespaces, and for what has none. */
  readonly clusterRules: readonly RoleRule[]
}

const apiVersion = 'rbac.authorization.k8s.io/v1'
const apiGroup = 'rbac.authorization.k8s.io'

/** A role and its binding for each kind of rules that there are. Those of the cluster bear the namespace in their name: tests run side by side. */
export function planGrant({ grantee, namespace, rules, clusterRules }: Grant): KubeObject[] {
  // The name of a user may be anything; that of an object is a part of a path.
  const name = grantee.name.replaceAll(/[/%]/g, '-')
  const clusterName = `${namespace}:${name}`
  return [
    ...(rules.length > 0 ? renderGrant('Role', { name, namespace }, rules, grantee) : []),
    ...(clusterRules.length > 0 ? renderGrant('ClusterRole', { name: clusterName }, clusterRules, grantee) : []),
  ]
}

function renderGrant(
  kind: 'ClusterRole' | 'Role',
  metadata: { readonly name: string; readonly namespace?: string },
  rules: readonly RoleRule[],
  grantee: Grantee,
): KubeObject[] {
  return [
    { apiVersion, kind, metadata, rules },
    {
      apiVersion,
      kind: `${kind}Binding`,
      metadata,
      roleRef: { apiGroup, kind, name: metadata.name },
      subjects: [grantee],
    },
  ]
}
