// A CustomResourceDefinition just applied → its kinds can be used: the API server serves them, and discovery knows where.
import type { Deadline } from '../../support/deadline.ts'
import { awaitObjects } from '../await-objects.ts'
import type { KubeConnection } from '../connection.ts'
import { rememberResource } from '../discovery.ts'
import type { KubeObject } from '../object.ts'
import { judgeObject } from '../verdicts/verdicts.ts'

interface DefinitionSpec {
  readonly group?: string
  readonly scope?: string
  readonly names?: { readonly kind?: string; readonly plural?: string }
  readonly versions?: readonly { readonly name: string; readonly served?: boolean }[]
}

/** Until the names are accepted and the kind is served. Throws KIND_TIMED_OUT with the API's reason. */
export async function awaitEstablished(connection: KubeConnection, definition: KubeObject, deadline: Deadline): Promise<void> {
  const { name } = definition.metadata
  await awaitObjects(connection, {
    path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
    query: { fieldSelector: `metadata.name=${name}` },
    awaited: `Established of CustomResourceDefinition ${name}`,
    deadline,
    judge: ([current]) => (current ? judgeObject(current) : { ready: false, why: `CustomResourceDefinition ${name} is gone` }),
  })
  const { group, scope, names, versions = [] } = (definition['spec'] ?? {}) as DefinitionSpec
  if (!names?.kind || !names.plural) return
  for (const version of versions.filter(({ served }) => served)) {
    rememberResource(connection, `${group}/${version.name}`, { kind: names.kind, name: names.plural, namespaced: scope === 'Namespaced' })
  }
}

export function isDefinition({ apiVersion, kind }: KubeObject): boolean {
  return kind === 'CustomResourceDefinition' && apiVersion.startsWith('apiextensions.k8s.io/')
}
