// What a test file leaves over in a cluster that is kept: fifty objects, in a namespace and outside of any, two pods among them.
import { applyManifests } from '../../../src/kube/manifests/apply.ts'
import type { KubeConnection } from '../../../src/kube/connection.ts'
import { awaitRollout } from '../../../src/kube/rollout.ts'
import { startDeadline } from '../../../src/support/deadline.ts'
import { servingContainer } from '../contenders/pods.ts'

const namespace = 'left-over'
const labels = { app: 'left-over' }

export async function makeFifty(connection: KubeConnection, signal: AbortSignal): Promise<void> {
  await applyManifests(connection, list(), { signal })
  await awaitRollout(connection, 'Deployment', 'left-over', namespace, startDeadline('the benchmark', 60_000, signal))
}

function list(): object[] {
  const many = (count: number, make: (number: number) => object): object[] => Array.from({ length: count }, (_, number) => make(number))
  const inside = (name: string): object => ({ name, namespace })
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    ...many(2, (number) => definition(`thing${number}`)),
    ...many(4, (number) => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: `left-over-${number}` },
      rules: [],
    })),
    ...many(20, (number) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: inside(`map-${number}`), data: { text: 'x'.repeat(200) } })),
    ...many(12, (number) => ({ apiVersion: 'v1', kind: 'Secret', metadata: inside(`secret-${number}`), stringData: { key: 'value' } })),
    ...many(5, (number) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: inside(`account-${number}`) })),
    ...many(5, (number) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: inside(`service-${number}`),
      spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
    })),
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: inside('left-over'),
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [servingContainer()] } },
      },
    },
  ]
}

function definition(singular: string): object {
  const plural = `${singular}s`
  const names = { plural, singular, kind: singular.replace('t', 'T') }
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.bench.vitest-kind.io` },
    spec: {
      group: 'bench.vitest-kind.io',
      scope: 'Namespaced',
      names,
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  }
}
