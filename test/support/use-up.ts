// A cluster, used as tests of many kinds use one: nothing is cleaned up after them.
import type { KubeConnection } from '../../src/kube/connection.ts'
import { applyManifests } from '../../src/kube/manifests/apply.ts'
import { widgetDefinition } from './widget-definition.ts'

const held = ['example.com/hold']
const rbac = 'rbac.authorization.k8s.io'

/** Objects of most kinds, changes and removals, and last a webhook that refuses everything. Changes two objects and removes one. */
export async function useUp(connection: KubeConnection, node: string): Promise<void> {
  const spaces = ['shop', 'stock'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }))
  const inSpaces = spaces.flatMap(({ metadata: { name: namespace } }) => [
    ...Array.from({ length: 10 }, (_, index) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `settings-${index}`, namespace, ...(index === 0 && { finalizers: held }) },
    })),
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'key', namespace }, stringData: { key: 'a' } },
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace }, spec: { ports: [{ port: 80 }], selector: { app: 'web' } } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'web', namespace } },
    { apiVersion: `${rbac}/v1`, kind: 'Role', metadata: { name: 'web', namespace }, rules: [] },
    planWeb(namespace),
  ])
  await applyManifests(connection, [
    ...spaces,
    ...inSpaces,
    widgetDefinition,
    { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'one', namespace: 'shop', finalizers: held } },
    { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'two', namespace: 'default', finalizers: held } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'kube-system' } },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRole',
      metadata: { name: 'mine', labels: { [`${rbac}/aggregate-to-view`]: 'true' } },
      rules: [],
    },
    { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'mine' }, provisioner: 'example.com/none' },
    planVolume(),
  ])
  const patch = (path: string, body: object): Promise<unknown> =>
    connection.request({ method: 'PATCH', path, contentType: 'application/merge-patch+json', body })
  await patch(`/api/v1/nodes/${node}`, { metadata: { labels: { mine: 'yes' } }, spec: { taints: [{ key: 'mine', effect: 'NoSchedule' }] } })
  await patch('/api/v1/namespaces/kube-system/configmaps/coredns', { metadata: { annotations: { mine: 'yes' } } })
  await connection.request({ method: 'DELETE', path: '/apis/storage.k8s.io/v1/storageclasses/standard' })
  await connection.request({
    method: 'POST',
    path: '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
    body: planRefusal(),
  })
}

/** One that no image is there for: it never comes up. */
function planWeb(namespace: string): object {
  const metadata = { labels: { app: 'web' } }
  const template = { metadata, spec: { containers: [{ name: 'web', image: 'example.com/none', imagePullPolicy: 'Never' }] } }
  const spec = { replicas: 2, selector: { matchLabels: metadata.labels }, template }
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace }, spec }
}

function planVolume(): object {
  const spec = { capacity: { storage: '1Mi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/var/local-path-provisioner/mine' } }
  return { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'mine' }, spec }
}

/** Of whatever is asked for, by nobody who is there. */
function planRefusal(): object {
  const webhook = {
    name: 'refusal.example.com',
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    failurePolicy: 'Fail',
    clientConfig: { service: { namespace: 'shop', name: 'nobody' } },
    rules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*'], scope: '*' }],
  }
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'mine' },
    webhooks: [webhook],
  }
}
