// A cluster that is there already and is no business of the engine's: any Kubernetes, remote ones too, by its kubeconfig. Nothing of it is made
// or removed by us but namespaces.
import { isFields } from '../support/is-fields.ts'
import type { ClusterOptions } from './options.ts'

/** A cluster by its kubeconfig, as kubectl finds it. It takes no other option: it is what it is. */
export type ExistingCluster = ExistingFields & { readonly [Option in keyof ClusterOptions]?: never }

interface ExistingFields {
  /**
   * Path of a kubeconfig, counted from the project's root. It is read, never written.
   *
   * @default the files of `KUBECONFIG`, else `~/.kube/config`
   */
  readonly kubeconfig?: string
  /**
   * Name of the context in it.
   *
   * @default its current context
   */
  readonly context?: string
}

const fields = ['kubeconfig', 'context'] as const

export function isExistingCluster(options: unknown): options is ExistingCluster {
  return isFields(options) && fields.some((name) => options[name] !== undefined)
}

/** Each `path  what is wrong`, as those of other options. */
export function findExistingProblems(options: ExistingCluster): string[] {
  return Object.entries(options).flatMap(([name, value]: [string, unknown]) => {
    if (value === undefined) return []
    if (!(fields as readonly string[]).includes(name))
      return [`${name}  makes no sense beside kubeconfig and context: that cluster is taken as it is`]
    return typeof value === 'string' && value !== '' ? [] : [`${name}  ${JSON.stringify(value)} is not a text with something in it`]
  })
}
