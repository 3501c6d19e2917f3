// "vitest-kind" as the compiler sees it: what must compile, and what must not. Checked by tsc; never run.
import type { KubeClient, KubeObject, NodeHandle } from '../../src/index.ts'
import { expectTypeOf, inject, kindCluster, test } from '../../src/index.ts'

test('fixtures have their types', async ({ apply, client, cluster, kubeconfig, namespace, nodes, expect, signal }) => {
  expectTypeOf(namespace).toEqualTypeOf<string>()
  expectTypeOf(client).toEqualTypeOf<KubeClient>()
  expectTypeOf(cluster.name).toEqualTypeOf<string>()
  expectTypeOf(cluster.timings[0]!.elapsedMs).toEqualTypeOf<number>()
  expectTypeOf(kubeconfig).toEqualTypeOf<{ readonly path: string; readonly text: string }>()
  expectTypeOf(nodes).toEqualTypeOf<readonly NodeHandle[]>()
  expectTypeOf(await apply('app.yaml')).toEqualTypeOf<KubeObject[]>()
  expectTypeOf(signal).toEqualTypeOf<AbortSignal>()
  expect(1).toBe(1)
  // @ts-expect-error a handle is read-only
  cluster.name = 'other'
  // @ts-expect-error a number is no manifest
  await apply(1)
})

// @ts-expect-error there is no such fixture
test('unknown fixture', ({ kubeConfiguration }) => void kubeConfiguration)

test.beforeAll(({ client, cluster }) => void [client, cluster])
test.beforeEach(({ apply, namespace }) => void [apply, namespace])
// @ts-expect-error a namespace belongs to one test, beforeAll to none
test.beforeAll(({ namespace }) => void namespace)

test.extend('release', async ({ apply, client, namespace, task }) => ({ apply, client, namespace, name: task.name }))('extends', ({ release }) => {
  expectTypeOf(release.namespace).toEqualTypeOf<string>()
})
test.extend('deployments', { scope: 'worker' }, ({ client }) => client.apps)
// @ts-expect-error a worker's fixture cannot use a test's namespace
test.extend('tooWide', { scope: 'worker' }, ({ namespace }) => namespace)

kindCluster()
kindCluster('ha')
kindCluster({ workers: 2, labels: { suite: 'e2e' }, reuse: 'always', bootTimeout: 60_000 })('bound', ({ nodes }) => void nodes)
// @ts-expect-error no such option; did you mean workers?
kindCluster({ worker: 2 })
// @ts-expect-error no such role
kindCluster({ nodes: [{ role: 'wroker' }] })
// @ts-expect-error a number is no cluster
kindCluster(3)

expectTypeOf(inject('vitest-kind')?.cluster?.workers).toEqualTypeOf<number | undefined>()
