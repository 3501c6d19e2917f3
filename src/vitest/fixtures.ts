// The fixtures behind `kindCluster()`: each takes what it needs of the others and gives one thing a test asks for by name.
// Worker side: talks to the API server itself. What a fixture works with is imported when it is used: importing this file is
// what every test file pays for, and the typed client of `client` alone takes 0.4 s.
import { inject, type TestContext } from 'vitest'
import type { ClusterHandle } from '../cluster/handle.ts'
import type { ManifestInput } from '../kube/apply.ts'
import type { KubeClient } from '../kube/client.ts'
import type { KubeConnection } from '../kube/connection.ts'
import type { KubeObject } from '../kube/object.ts'
import { describeError, KindError } from '../support/errors.ts'

/** The kubeconfig of a cluster. */
export interface Kubeconfig {
  /** A file of mode 0600; also `KUBECONFIG` of the test process. */
  readonly path: string
  readonly text: string
}

/** Applies manifests and resolves with the objects as the API server holds them, in the order given. */
export type Apply = (input: ManifestInput) => Promise<KubeObject[]>

interface Cleanup {
  readonly onCleanup: (cleanup: () => Promise<void>) => void
}

// Creating a namespace takes milliseconds and its ServiceAccount a controller's round; 30 s means that the controller is stuck.
const namespaceBudgetMs = 30_000
// A deletion is only asked for, not awaited; the API server answers at once or is in trouble.
const removalBudgetMs = 10_000

export function readKubeconfig({ cluster }: { cluster: ClusterHandle }): Kubeconfig {
  return { path: cluster.kubeconfigPath, text: cluster.kubeconfig }
}

export async function openClient({ cluster }: { cluster: ClusterHandle }, { onCleanup }: Cleanup): Promise<KubeClient> {
  const { createClient } = await import('../kube/client.ts')
  const client = await createClient(cluster.kubeconfig)
  onCleanup(async () => {
    await client.close()
  })
  return client
}

export async function openConnection({ cluster }: { cluster: ClusterHandle }, { onCleanup }: Cleanup): Promise<KubeConnection> {
  const { connectKube } = await import('../kube/connection.ts')
  const connection = await connectKube(cluster.kubeconfig)
  onCleanup(() => connection.close())
  return connection
}

export async function createNamespace(
  { kindConnection, task, signal }: { kindConnection: KubeConnection } & TestContext,
  { onCleanup }: Cleanup,
): Promise<string> {
  const [{ createObject }, { awaitDefaultServiceAccount }, { startDeadline }] = await Promise.all([
    import('../kube/objects.ts'),
    import('../kube/readiness.ts'),
    import('../support/deadline.ts'),
  ])
  const name = nameNamespace(task.name)
  const annotations = { 'vitest-kind/test': task.fullName }
  onCleanup(() => removeNamespace(kindConnection, name))
  await createObject(kindConnection, { apiVersion: 'v1', kind: 'Namespace', metadata: { name, annotations } }, signal)
  await awaitDefaultServiceAccount(kindConnection, name, startDeadline('namespace fixture', namespaceBudgetMs, signal))
  return name
}

export function bindApply({ kindConnection, namespace, signal }: { kindConnection: KubeConnection; namespace: string } & TestContext): Apply {
  const baseDirectory = inject('vitest-kind:run')?.root
  return async (input) => {
    const { applyManifests } = await import('../kube/apply.ts')
    return applyManifests(kindConnection, input, { namespace, signal, ...(baseDirectory !== undefined && { baseDirectory }) })
  }
}

/** A name a person recognises in `kubectl get namespaces`, unique by six hex digits: `rolls-out-2-replicas-3fa9c1`. */
export function nameNamespace(testName: string): string {
  const slug = testName.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').slice(0, 50).replaceAll(/^-|-$/g, '')
  // Not node:crypto: importing it takes 6 ms, and every test file would pay them.
  return `${slug || 'test'}-${crypto.randomUUID().slice(0, 6)}`
}

/** Returns when the API server took the request: emptying the namespace goes on while the next test runs. */
async function removeNamespace(connection: KubeConnection, name: string): Promise<void> {
  const { removeObject } = await import('../kube/objects.ts')
  try {
    await removeObject(connection, { apiVersion: 'v1', kind: 'Namespace', name }, { signal: AbortSignal.timeout(removalBudgetMs) })
  } catch (cause) {
    throw new KindError('KIND_REMOVE_FAILED', { what: `namespace ${name} could not be deleted after its test`, seen: [describeError(cause)], cause })
  }
}
