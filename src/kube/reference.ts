// What stands for objects of a cluster before one has them: `deployment/web`, or the pods with a label. Pure.
import { KindError } from '../support/errors.ts'
import type { KubeObject } from './object.ts'

/** One object by name, or those that a selector finds. It may be absent still, or again. */
export interface Reference {
  /** As kubectl takes it: `deployments`, `deploy`, `Deployment`, `widgets.example.com`. */
  readonly resource: string
  /** Absent for a selection. */
  readonly name?: string
  /** Without one, an object that has no namespace. */
  readonly namespace?: string
  /** Of a selection, in the form of a query: `app=web,tier!=cache`. */
  readonly labels?: string
}

/** What a text names: `deployment/web` one, `pods` any number. */
export type ReferenceTo<Text extends string> = Text extends `${string}/${string}`
  ? Reference & { readonly name: string }
  : string extends Text
    ? Reference
    : Reference & { readonly name?: never }

/** What a fixture or a matcher is told to look at: a word (`deployment/web`), a reference, or an object of the API. */
export type Target = string | Reference | KubeObject

/** Which of several a reference means; labels as text or as a map. */
export interface Selection {
  readonly labels?: string | Readonly<Record<string, string>>
  /** @default the test's own */
  readonly namespace?: string
}

/** `deployment/web` → that object; `pods` → all of them, or those with `labels`. Throws KIND_CONFIG_INVALID. */
export function parseReference(text: string, { labels, namespace }: Selection = {}): Reference {
  const [resource = '', name, ...rest] = text.split('/')
  const says = (problem: string): KindError =>
    new KindError('KIND_CONFIG_INVALID', {
      what: `${JSON.stringify(text)} names nothing: ${problem}`,
      do: "write a kind and a name, 'deployment/web', or a kind alone, 'pods'",
    })
  if (!/^[a-z][a-z0-9.-]*$/i.test(resource)) throw says(resource === '' ? 'a kind stands first' : `${JSON.stringify(resource)} is no kind`)
  if (name === '' || rest.length > 0) throw says(name === '' ? 'the name is empty' : 'one kind, one name')
  if (name !== undefined && labels !== undefined) throw says('a name and labels at once')
  return {
    resource,
    ...(name !== undefined && { name }),
    ...(labels !== undefined && { labels: typeof labels === 'string' ? labels : renderLabels(labels) }),
    ...(namespace !== undefined && { namespace }),
  }
}

export function isReference(value: unknown): value is Reference {
  return typeof value === 'object' && value !== null && 'resource' in value && typeof value.resource === 'string'
}

/** `deployment/web`, `pods with app=web` */
export function describeReference({ resource, name, labels }: Reference): string {
  if (name !== undefined) return `${resource}/${name}`
  return labels === undefined ? `all ${resource}` : `${resource} with ${labels}`
}

function renderLabels(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')
}
