// "vitest-kind" as the compiler sees it: what must compile, and what must not. Checked by tsc; never run.
import type { ClusterOptions, ClusterSelector, KindContext, KubeClient, KubeObject, TaintOptions, TestNode } from '../../src/index.ts'
import type * as Index from '../../src/index.ts'
import { expectTypeOf, inject, kindCluster, test } from '../../src/index.ts'

test('fixtures have their types', async ({ apply, client, cluster, kubeconfig, namespace, nodes, expect, signal }) => {
  expectTypeOf(namespace).toEqualTypeOf<string>()
  expectTypeOf(client).toEqualTypeOf<KubeClient>()
  expectTypeOf(cluster.name).toEqualTypeOf<string>()
  expectTypeOf(cluster.timings[0]!.elapsedMs).toEqualTypeOf<number>()
  expectTypeOf(kubeconfig).toEqualTypeOf<{ readonly path: string; readonly text: string }>()
  expectTypeOf(nodes).toEqualTypeOf<readonly TestNode[]>()
  expectTypeOf(await apply('app.yaml')).toEqualTypeOf<KubeObject[]>()
  expectTypeOf(signal).toEqualTypeOf<AbortSignal>()
  expect(1).toBe(1)
  // @ts-expect-error a handle is read-only
  cluster.name = 'other'
  // @ts-expect-error a number is no manifest
  await apply(1)
})

test('waits have their types', async ({ expect, ref, waitFor }) => {
  await expect('deployment/web').toBeReady({ timeout: 1_000, patient: true })
  await expect(ref('pods')).toHaveCondition('Ready', { status: 'False', reason: 'ContainersNotReady' })
  await expect('deployment/web').toMatchLive({ status: { readyReplicas: expect.any(Number) } })
  await expect('deployment/web').not.toBeGone()
  await expect('pod/web').toHaveEvent({ reason: 'Killing', message: /web/ })
  await expect('pod/web').toStay({ status: { phase: 'Running' } }, { for: 1_000 })
  // @ts-expect-error milliseconds, not a text
  await expect('pod/web').toBeReady({ timeout: '1s' })
  // @ts-expect-error no such status of a condition
  await expect('pod/web').toHaveCondition('Ready', 'true')
  // @ts-expect-error an event is known by its reason
  await expect('pod/web').toHaveEvent({ message: 'killed' })
  // @ts-expect-error for how long?
  await expect('pod/web').toStay({})

  expectTypeOf(await waitFor('deployment/web', (web) => web.metadata.generation === 2)).toEqualTypeOf<KubeObject>()
  expectTypeOf(await waitFor('pods', (pods) => pods.length > 2)).toEqualTypeOf<readonly KubeObject[]>()
  expectTypeOf(await waitFor(ref('pod/web'), (pod) => pod.metadata.uid)).toEqualTypeOf<KubeObject>()
  expectTypeOf(await waitFor(ref('pods'), (pods) => pods[0]?.metadata.uid)).toEqualTypeOf<readonly KubeObject[]>()
  const typed = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, status: { phase: 'Running' } }
  expectTypeOf((await waitFor(typed, ({ status }) => status.phase === 'Running')).status.phase).toEqualTypeOf<string>()
  // @ts-expect-error a promise always counts as true
  await waitFor('pods', async (pods) => pods.length > 2)
  // @ts-expect-error a number names nothing
  await waitFor(1, () => true)
})

test('pods', async ({ logs, exec, events, expect, ref }) => {
  const result = await exec(ref('deployment/web'), ['cat'], { stdin: 'text', container: 'app', timeout: 1_000 })
  expectTypeOf(result).toEqualTypeOf<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }>()
  for await (const { text, time } of logs('job/migrate', { follow: true })) expectTypeOf([text, time]).toEqualTypeOf<(string | Date)[]>()
  expectTypeOf(await logs('pod/web', { since: new Date(), tail: 3 }).text()).toEqualTypeOf<string>()
  expectTypeOf((await events())[0]!.object).toEqualTypeOf<string>()
  await expect(logs('pod/web')).toHaveLine(/started/, { timeout: 100 })
  // @ts-expect-error a program is a list of words: nobody takes a text apart
  await exec('pod/web', 'cat /etc/hosts')
  // @ts-expect-error a number is no line
  await expect(logs('pod/web')).toHaveLine(3)
  // @ts-expect-error no such option; did you mean follow?
  logs('pod/web', { folow: true })
})

test('traffic', async ({ copy, run, portForward, fetch, ref }) => {
  expectTypeOf(await portForward(ref('service/web'), 'http', { timeout: 1 })).toEqualTypeOf<{
    readonly host: '127.0.0.1'
    readonly port: number
    readonly url: string
  }>()
  expectTypeOf(fetch).toEqualTypeOf<typeof globalThis.fetch>()
  expectTypeOf(await run('busybox')).toEqualTypeOf<{ readonly exitCode: number; readonly output: string }>()
  await copy('data/', { in: ref('pods', { labels: 'app=web' }), path: '/data' }, { container: 'app' })
  // @ts-expect-error a program is a list of words
  await run('busybox', 'ls /')
  // @ts-expect-error which path of it?
  await copy('data/', ref('pod/web'))
  // @ts-expect-error a port is needed
  await portForward('service/web')
})

// @ts-expect-error there is no such fixture
test('unknown fixture', ({ kubeConfiguration }) => void kubeConfiguration)

test.beforeAll(({ client, cluster }) => void [client, cluster])
test.beforeEach(({ apply, namespace }) => void [apply, namespace])
// @ts-expect-error a namespace belongs to one test, beforeAll to none
test.beforeAll(({ namespace }) => void namespace)

test('a registry', async ({ registry }) => {
  expectTypeOf(await registry.push({ build: './app' }, { as: 'team/app:1' })).toEqualTypeOf<string>()
  expectTypeOf(registry.host).toEqualTypeOf<string>()
  // @ts-expect-error it is where it is
  registry.host = 'localhost:5000'
})

test('charts', async ({ helm }) => {
  expectTypeOf((await helm('./chart', { values: { a: { b: 1 } }, name: 'x', timeout: 1_000 })).objects).toEqualTypeOf<
    readonly KubeObject[]
  >()
  await helm('./chart', { values: 'values.yaml' })
  // @ts-expect-error a number is no set of values
  await helm('./chart', { values: 1 })
  // @ts-expect-error helm's own wait is not used
  await helm('./chart', { wait: true })
})

test('images', async ({ loadImage }) => {
  expectTypeOf(await loadImage({ build: './app', args: { PORT: '80' }, target: 'debug' })).toEqualTypeOf<string>()
  await loadImage('shop:test', { timeout: 1_000 })
  // @ts-expect-error a folder is wanted
  await loadImage({ tag: 'shop:test' })
  // @ts-expect-error no such field; did you mean dockerfile?
  await loadImage({ build: './app', dockerFile: 'x' })
})

test.extend('release', async ({ apply, client, namespace, task }) => ({ apply, client, namespace, name: task.name }))(
  'extends',
  ({ release }) => {
    expectTypeOf(release.namespace).toEqualTypeOf<string>()
  },
)
test.extend('deployments', { scope: 'worker' }, ({ client }) => client.apps)
// @ts-expect-error a worker's fixture cannot use a test's namespace
test.extend('tooWide', { scope: 'worker' }, ({ namespace }) => namespace)

test('webhooks', async ({ webhook }) => {
  const rules = [{ apiGroups: ['apps'], apiVersions: ['v1'], resources: ['deployments'], operations: ['CREATE'] }] as const
  const { name, stop, remove } = await webhook.validating({ rules, failurePolicy: 'Ignore' }, ({ object, oldObject, user, operation }) => {
    expectTypeOf(object).toEqualTypeOf<KubeObject>()
    expectTypeOf(oldObject).toEqualTypeOf<KubeObject | undefined>()
    expectTypeOf(operation).toEqualTypeOf<'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT'>()
    return user.username === 'jane' ? { allowed: false, code: 422, message: 'not you', warnings: ['twice'] } : undefined
  })
  expectTypeOf({ name, stop, remove }).toEqualTypeOf<{ name: string; stop: () => void; remove: () => Promise<void> }>()
  await webhook.mutating<{ spec: { replicas: number } }>({ rules, reinvocationPolicy: 'IfNeeded' }, ({ object }) => {
    expectTypeOf(object.spec.replicas).toEqualTypeOf<number>()
    return [{ op: 'add', path: '/metadata/labels', value: {} }]
  })
  await webhook.conversion('widgets.example.com', (object, desiredAPIVersion) => ({ ...object, desiredAPIVersion }))
  await webhook.api({ group: 'a.example.com', version: 'v1' }, ({ namespace, name: one }) => (one ? { namespace } : undefined))
  // @ts-expect-error no such policy
  await webhook.validating({ rules, failurePolicy: 'Never' }, () => undefined)
  // @ts-expect-error of mutating webhooks alone
  await webhook.validating({ rules, reinvocationPolicy: 'IfNeeded' }, () => undefined)
  // @ts-expect-error it has rules
  await webhook.mutating({}, () => undefined)
  // @ts-expect-error a number is no answer
  await webhook.validating({ rules }, () => 3)
  // @ts-expect-error such rules have no verbs
  await webhook.validating({ rules: [{ ...rules[0], operations: ['GET'] }] }, () => undefined)
  // @ts-expect-error a handler is a function
  await webhook.api({ group: 'a.example.com', version: 'v1' }, {})
})

kindCluster()
kindCluster('ha')
declare const selector: ClusterSelector
kindCluster(selector)
kindCluster({ workers: 2 }, { isolated: true })('bound', ({ cluster }) => void cluster)
// @ts-expect-error a declared cluster is for all files
kindCluster('ha', { isolated: true })
// @ts-expect-error leave it out
kindCluster({}, { isolated: false })
// @ts-expect-error no such option
kindCluster({}, { isolate: true })
kindCluster({ workers: 2, labels: { suite: 'e2e' }, reuse: 'always', bootTimeout: 60_000 })('bound', ({ nodes }) => void nodes)
// @ts-expect-error no such option; did you mean workers?
kindCluster({ worker: 2 })
// @ts-expect-error no such role
kindCluster({ nodes: [{ role: 'wroker' }] })
// @ts-expect-error a number is no cluster
kindCluster(3)

expectTypeOf(inject('vitest-kind')?.cluster?.workers).toEqualTypeOf<number | undefined>()

// An editor offers fixtures in a test, and nothing by which Vitest tells their scopes.
expectTypeOf<keyof KindContext>().toEqualTypeOf<
  | 'apiServer'
  | 'apply'
  | 'as'
  | 'client'
  | 'cluster'
  | 'copy'
  | 'events'
  | 'exec'
  | 'fetch'
  | 'helm'
  | 'kubeconfig'
  | 'loadImage'
  | 'logs'
  | 'namespace'
  | 'nodes'
  | 'portForward'
  | 'ref'
  | 'registry'
  | 'run'
  | 'remove'
  | 'serviceAccount'
  | 'user'
  | 'waitFor'
  | 'webhook'
>()
// @ts-expect-error not in tests either
test('internals', ({ $__worker }) => void $__worker)

test.skip('chained', ({ namespace }) => void namespace)
test.concurrent.only('chained twice', { timeout: 1 }, ({ cluster }) => void cluster)
test.for([1, 2])('a case %i', (value, { namespace }) => void [value, namespace])
test.describe('a group', () => undefined)
test.runIf(true)('perhaps', async ({ apply }) => void (await apply('a.yaml')))
test('with a time', ({ nodes }) => void nodes, 1_000)
test.todo('later')

expectTypeOf<NonNullable<NonNullable<ClusterOptions['nodes']>[number]['taints']>[number]>().toEqualTypeOf<TaintOptions>()

// @ts-expect-error vi.mock() is moved to the top of a file only when `vi` comes from 'vitest' itself
expectTypeOf<typeof Index.vi>()

test('faults', async ({ nodes: [node, other], apiServer }) => {
  await node!.partition({ from: other! })
  await node!.partition({ from: 'control-plane', timeout: 1_000 })
  expectTypeOf((await node!.exec(['true'], { stdin: '' })).exitCode).toEqualTypeOf<number>()
  await apiServer.pause({ for: 1_000 })
  // @ts-expect-error no shell: a command is a list of words
  await node!.exec('true')
  // @ts-expect-error only control planes have a name of their own
  await node!.partition({ from: 'worker' })
  // @ts-expect-error milliseconds
  await node!.delay('200ms')
  // @ts-expect-error how much?
  await node!.fillDisk()
})
