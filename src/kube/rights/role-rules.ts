// What somebody may do, in a test author's words → rules of RBAC. Asks the server which group a word belongs to.
import { ConfigError } from '../../support/errors.ts'
import { isFields } from '../../support/is-fields.ts'
import type { KubeConnection } from '../connection.ts'
import { KubeRequestError } from '../request-error.ts'
import { requireResourceNamed } from '../resources.ts'

/** A rule in RBAC's own words, as in a Role. */
export interface RoleRule {
  readonly apiGroups?: readonly string[]
  readonly resources?: readonly string[]
  readonly verbs: readonly string[]
  readonly resourceNames?: readonly string[]
  /** Only in `clusterRules`. */
  readonly nonResourceURLs?: readonly string[]
}

/** A rule: `'get,list pods'`, `'create deployments,pods/exec'`, `'* widgets.example.com'`, or RBAC's own words. */
export type Rule = string | RoleRule

/** Verbs, blank, resources in the words of kubectl; all problems at once in one KIND_CONFIG_INVALID. */
export async function resolveRules(connection: KubeConnection, rules: readonly Rule[], signal?: AbortSignal): Promise<RoleRule[]> {
  const problems: string[] = []
  const resolved: RoleRule[] = []
  for (const rule of rules) {
    try {
      resolved.push(...(await resolveRule(connection, rule, signal)))
    } catch (error) {
      if (!(error instanceof Misread)) throw error
      problems.push(error.message)
    }
  }
  if (problems.length === 0) return resolved
  throw new ConfigError('KIND_CONFIG_INVALID', {
    what: `${problems.length === 1 ? 'a rule cannot' : `${problems.length} rules cannot`} be read`,
    problems: [...problems, 'nothing was made'],
    do: "write verbs and resources, 'get,list pods', or RBAC's own words, { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get'] }",
  })
}

class Misread extends Error {}

async function resolveRule(connection: KubeConnection, rule: unknown, signal?: AbortSignal): Promise<RoleRule[]> {
  if (isFields(rule)) return [checkRule(rule)]
  if (typeof rule !== 'string') throw new Misread(`${JSON.stringify(rule)} is no rule`)
  const [verbs = '', words = '', ...rest] = rule.trim().split(/\s+/)
  if (words === '' || rest.length > 0) throw new Misread(`${JSON.stringify(rule)} is not verbs, one blank, resources`)
  const byGroup = new Map<string, string[]>()
  const urls: string[] = []
  for (const word of words.split(',')) {
    if (word.startsWith('/')) urls.push(word)
    else {
      const { group, resource } = await resolveResource(connection, word, rule, signal)
      byGroup.set(group, [...(byGroup.get(group) ?? []), resource])
    }
  }
  const verbList = verbs.split(',')
  const wrong = verbList.find((verb) => !/^(?:\*|[a-z]+)$/.test(verb))
  if (wrong !== undefined) throw new Misread(`${JSON.stringify(rule)}: ${JSON.stringify(wrong)} is no verb`)
  return [
    ...[...byGroup].map(([group, resources]) => ({
      apiGroups: [group],
      resources,
      verbs: verbList,
    })),
    ...(urls.length > 0 ? [{ nonResourceURLs: urls, verbs: verbList }] : []),
  ]
}

/** `pods/log` → the group of pods and the word RBAC takes. */
async function resolveResource(
  connection: KubeConnection,
  word: string,
  rule: string,
  signal?: AbortSignal,
): Promise<{ readonly group: string; readonly resource: string }> {
  try {
    const { group, resource, subresource } = await findResourceWord(connection, word, signal)
    return { group, resource: subresource === undefined ? resource : `${resource}/${subresource}` }
  } catch (error) {
    if (error instanceof KubeRequestError && error.status === 404) throw new Misread(`${JSON.stringify(rule)}: ${error.apiMessage}`)
    throw error
  }
}

/** A resource as an access review names it. */
export interface ResourceWord {
  readonly group: string
  readonly resource: string
  readonly subresource?: string
  /** Unknown while the server does not serve it. */
  readonly namespaced?: boolean
}

/** One with a group may be of a definition that is still to come. Throws KubeRequestError for another that the server does not know. */
export async function findResourceWord(connection: KubeConnection, word: string, signal?: AbortSignal): Promise<ResourceWord> {
  const [base = '', subresource] = word.split('/')
  const beside = subresource === undefined ? {} : { subresource }
  if (base === '*') return { group: '*', resource: '*', ...beside }
  try {
    const { apiVersion, plural, namespaced } = await requireResourceNamed(connection, base, signal)
    return {
      group: apiVersion.includes('/') ? apiVersion.split('/')[0]! : '',
      resource: plural,
      namespaced,
      ...beside,
    }
  } catch (error) {
    const dot = base.indexOf('.')
    if (dot < 1 || !(error instanceof KubeRequestError) || error.status !== 404) throw error
    return { group: base.slice(dot + 1), resource: base.slice(0, dot), ...beside }
  }
}

/** The API server tells what is wrong with the rest; without verbs a rule allows nothing, and nobody means that. */
function checkRule(rule: Record<string, unknown>): RoleRule {
  const says = (problem: string): Misread => new Misread(`${JSON.stringify(rule)}: ${problem}`)
  const lists = ['apiGroups', 'resources', 'verbs', 'resourceNames', 'nonResourceURLs']
  for (const [field, value] of Object.entries(rule)) {
    if (!lists.includes(field)) throw says(`there is no field ${JSON.stringify(field)} in a rule`)
    if (!Array.isArray(value) || !value.every((one) => typeof one === 'string')) throw says(`${field} is not a list of texts`)
  }
  if (!rule['verbs']) throw says('verbs is missing')
  // `pods` alone is what an author writes; RBAC wants its group, which for it is an empty text.
  return { ...(rule['resources'] ? { apiGroups: [''] } : {}), ...(rule as unknown as RoleRule) }
}
