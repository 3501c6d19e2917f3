// A webhook in Kubernetes' own words → the configuration that makes the API server call it, beside a second one in the same object that
// is called for nothing but our own probe: an API server learns of both at once. Pure.
import type { KubeObject } from '../object.ts'
import { ownedLabel, ownerAnnotation, urlOf, type WebhookHost } from './host.ts'

/** Which requests a webhook is called for. */
export interface WebhookRule {
  /** `['']` for the core group, `['apps']`. */
  readonly apiGroups: readonly string[]
  readonly apiVersions: readonly string[]
  /** Plural, with a subresource where it is meant: `['pods', 'deployments/scale']`. */
  readonly resources: readonly string[]
  readonly operations: readonly ('CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT' | '*')[]
  /** @default '*' */
  readonly scope?: 'Cluster' | 'Namespaced' | '*'
}

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>
  readonly matchExpressions?: readonly {
    readonly key: string
    readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
    readonly values?: readonly string[]
  }[]
}

/** Of a validating webhook, in Kubernetes' own words. */
export interface ValidatingOptions {
  readonly rules: readonly WebhookRule[]
  /** Stands in the message of a denial; at least three words with dots between them. @default 'validating.vitest-kind.test' or 'mutating.…' */
  readonly name?: string
  /**
   * Which namespaces' requests; `{}` for all of them. What has no namespace is met whatever this says.
   *
   * @default the test's own namespace
   */
  readonly namespaceSelector?: LabelSelector
  /** @default all objects */
  readonly objectSelector?: LabelSelector
  /** What becomes of a request when the webhook cannot be called. @default 'Fail' */
  readonly failurePolicy?: 'Fail' | 'Ignore'
  /** Seconds, 1 to 30, that the handler may take. @default 10 */
  readonly timeoutSeconds?: number
  /** CEL expressions that must hold as well. */
  readonly matchConditions?: readonly { readonly name: string; readonly expression: string }[]
  /** Whether a rule means other versions of its kinds too. @default 'Equivalent' */
  readonly matchPolicy?: 'Exact' | 'Equivalent'
  /** Whether the handler changes anything but its answer. With `NoneOnDryRun` it must look at `dryRun`. @default 'None' */
  readonly sideEffects?: 'None' | 'NoneOnDryRun'
}

/** Of a mutating webhook, in Kubernetes' own words. */
export interface MutatingOptions extends ValidatingOptions {
  /** Whether it is called again after another one has changed the object. @default 'Never' */
  readonly reinvocationPolicy?: 'Never' | 'IfNeeded'
}

export type WebhookKind = 'mutating' | 'validating'

/** By this label, and an id of its own, a probe is known. */
export const probeLabel = 'vitest-kind/probe'

const kinds = { mutating: 'MutatingWebhookConfiguration', validating: 'ValidatingWebhookConfiguration' } as const

const common = { admissionReviewVersions: ['v1'], sideEffects: 'None' }

function ownNamespace(namespace: string): LabelSelector {
  return { matchLabels: { 'kubernetes.io/metadata.name': namespace } }
}

/** Path of the collection. */
export function configurationsPath(kind: WebhookKind): string {
  return `/apis/admissionregistration.k8s.io/v1/${kind}webhookconfigurations`
}

export function planConfiguration(
  host: Pick<WebhookHost, 'namespace' | 'host' | 'port' | 'caBundle' | 'owner'>,
  {
    kind,
    id,
    probeId,
    path,
    probePath,
  }: { readonly kind: WebhookKind; readonly id: string; readonly probeId: string; readonly path: string; readonly probePath: string },
  { rules, ...options }: MutatingOptions,
): KubeObject {
  const { namespace, caBundle, owner } = host
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: kinds[kind],
    metadata: { name: id, labels: { [ownedLabel]: 'true' }, annotations: { [ownerAnnotation]: owner } },
    webhooks: [
      {
        ...common,
        name: `${kind}.vitest-kind.test`,
        namespaceSelector: ownNamespace(namespace),
        ...options,
        rules,
        clientConfig: { url: urlOf(host, path), caBundle },
      },
      planProbeWebhook(host, { probeId, url: urlOf(host, probePath) }),
    ],
  }
}

/** One that is called for our own probe alone. */
export function planProbeWebhook(
  { namespace, caBundle }: Pick<WebhookHost, 'namespace' | 'caBundle'>,
  { probeId, url }: { readonly probeId: string; readonly url: string },
) {
  return {
    ...common,
    name: 'probe.vitest-kind.test',
    namespaceSelector: ownNamespace(namespace),
    objectSelector: { matchLabels: { [probeLabel]: probeId } },
    rules: [{ apiGroups: ['coordination.k8s.io'], apiVersions: ['v1'], resources: ['leases'], operations: ['CREATE'] }],
    // So that the API server tells why it cannot call.
    failurePolicy: 'Fail',
    timeoutSeconds: 2,
    clientConfig: { url, caBundle },
  }
}

/** An object that is never stored: the request for it is a dry run. */
export function planProbe(probeId: string, name: string, namespace: string): KubeObject {
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name, namespace, labels: { [probeLabel]: probeId } }, spec: {} }
}
