// Objects and identities in "vitest-kind" as the compiler sees them. Checked by tsc; never run.
import type { Identity, KubeClient, KubeObject, KubeObjectOf } from '../../src/index.ts'
import { expectTypeOf, test } from '../../src/index.ts'

test('identities are what they are made of', async ({ as, serviceAccount, user, client, remove, ref, expect }) => {
  const jane = await user('jane', { groups: ['developers'], rules: ['get,list pods', { resources: ['pods'], verbs: ['get'] }] })
  expectTypeOf(jane).toEqualTypeOf<Identity>()
  expectTypeOf(jane.client).toEqualTypeOf<KubeClient>()
  expectTypeOf(jane.kubeconfig.path).toEqualTypeOf<string>()
  await expect(await serviceAccount()).toBeAllowed('get', 'pods', { namespace: 'default', name: 'web', timeout: 1 })
  await expect(client).not.toBeAllowed('get', '/healthz')
  await remove(ref('deployment/web'), { timeout: 1 })
  // @ts-expect-error a rule has verbs
  await serviceAccount({ rules: [{ resources: ['pods'] }] })
  expectTypeOf(await as('jane', { groups: ['developers'] })).toEqualTypeOf<Identity>()
  // @ts-expect-error who is it?
  await as()
  // @ts-expect-error one group is a list of one
  await as('jane', { groups: 'developers' })
  // @ts-expect-error what may be done with what
  await expect(jane).toBeAllowed('get')
})

interface Widget {
  apiVersion: 'example.com/v1'
  kind: 'Widget'
  metadata: { name: string }
  spec: { size: number }
}

test('an object that is written out is of its kind', async ({ apply }) => {
  const app = { selector: { matchLabels: { app: 'web' } }, template: { spec: { containers: [{ name: 'web', image: 'web:1' }] } } }
  const [web] = await apply({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 1, ...app } })
  expectTypeOf(web.spec?.replicas).toEqualTypeOf<number | undefined>()
  expectTypeOf(web.status?.conditions?.[0]?.lastTransitionTime).toEqualTypeOf<string | undefined>()
  expectTypeOf(web.metadata.uid).toEqualTypeOf<string>()
  expectTypeOf(web).toEqualTypeOf<KubeObjectOf<'apps/v1', 'Deployment'>>()
  expectTypeOf(web).toExtend<KubeObject>()
  await apply(web)
  await apply({ ...web, spec: { ...app, replicas: 2 } })
  // @ts-expect-error no such field; did you mean replicas?
  await apply({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replica: 1, ...app } })
  // @ts-expect-error a number is expected
  await apply({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: '1', ...app } })
  // @ts-expect-error a ConfigMap has no spec
  await apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, spec: {} })
  // @ts-expect-error what it is must be said
  await apply({ metadata: { name: 'settings' } })
  // Under the API's own names.
  const ingress = [{ from: [{ podSelector: {} }] }]
  await apply({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'all' }, spec: { podSelector: {}, ingress } })
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { $ref: { $ref: 'x' } } } }
  const names = { kind: 'Widget', plural: 'widgets' }
  const spec = { group: 'example.com', names, scope: 'Cluster', versions: [{ name: 'v1', served: true, storage: true, schema }] }
  await apply({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'widgets.example.com' }, spec })
})

test('so are several, each in its place', async ({ apply }) => {
  const [settings, web] = await apply([
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { a: 'b' } },
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { ports: [{ port: 80 }] } },
  ])
  expectTypeOf(settings.data?.['a']).toEqualTypeOf<string | undefined>()
  expectTypeOf(web.spec?.ports?.[0]?.port).toEqualTypeOf<number | undefined>()
  // @ts-expect-error a text is expected
  await apply([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { a: 1 } }])
})

test('plain objects are taken as they are, and a custom kind is what its user says', async ({ apply }) => {
  const plain = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { ports: [{ port: 80 }] } }
  expectTypeOf((await apply(plain))[0]).toExtend<KubeObject>()
  expectTypeOf((await apply([plain, plain]))[0]).toExtend<KubeObject | undefined>()
  const constant = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { ports: [{ port: 80 }] } } as const
  expectTypeOf((await apply(constant))[0].spec?.ports?.[0]?.port).toEqualTypeOf<number | undefined>()
  const widget: Widget = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'small' }, spec: { size: 1 } }
  const [made] = await apply<Widget>(widget)
  expectTypeOf(made.spec.size).toEqualTypeOf<number>()
  expectTypeOf(made.metadata.uid).toEqualTypeOf<string>()
  expectTypeOf(made).toExtend<KubeObject>()
  await apply(widget)
  expectTypeOf(await apply<[Widget]>('widget.yaml')).toEqualTypeOf<[Widget]>()
  // @ts-expect-error no such field; did you mean size?
  await apply<Widget>({ ...widget, spec: { sizes: 1 } })
})
