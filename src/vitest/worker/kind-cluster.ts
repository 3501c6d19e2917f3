// A cluster's selector → a Vitest `test` whose fixtures belong to that cluster. Worker side; noted here, asked for when
// the first test needs it.
import { test as base, type TestAPI, type TestContext, type TestOptions } from 'vitest'
import type { ClusterOptions } from '../../config/options.ts'
import { createLightConnection, openClient } from './fixtures/client.ts'
import { readKubeconfig } from './fixtures/kubeconfig.ts'
import { createNamespaces } from './fixtures/namespace.ts'
import type { KindContext, KindFileFixtures, KindTestFixtures } from './kind-context.ts'
import { createClusterSource, type Isolation } from './cluster-source.ts'
import { closedKubeconfigPath, describeFile } from './find-cluster.ts'
import type { KindExpect } from './expect.ts'
import type { ClusterSelector } from '../request.ts'
import { enterKubeconfig } from './test-kubeconfig.ts'
import { watchEnds, watchFinish } from './end-of-test.ts'
import { enterNamespace, enterScope } from './test-scope.ts'
import { type ClusterUse, useCluster } from './use-cluster.ts'
import { waitFirst } from './wait-first.ts'

/** How Vitest's types know which fixture lives how long. Theirs, and so kept out of what an editor offers inside a test. */
interface ScopedContext extends KindContext {
  readonly $__worker?: KindFileFixtures
  readonly $__file?: object
  readonly $__test?: KindTestFixtures
}

// Those for which it matters how long a fixture lives.
type ScopedMember = 'extend' | 'beforeAll' | 'afterAll' | 'aroundAll'

/** A Vitest `test` bound to a cluster. */
export interface KindTest extends Omit<TestAPI<KindContext>, ScopedMember>, Pick<TestAPI<ScopedContext>, ScopedMember> {
  (name: string | Function, test?: TestFunction<KindContext>, timeout?: number): void
  (name: string | Function, options?: TestOptions, test?: TestFunction<KindContext>): void
}

type TestFunction<Context> = (context: Omit<TestContext, 'expect'> & { readonly expect: KindExpect } & Context) => unknown

/** A `test` for the cluster declared in vitest.config.ts, as `test` itself. */
export function kindCluster(): KindTest
/** A `test` for one of the `clusters` of `kind()` in vitest.config.ts, by its name there. It is made when the first test that asks for it starts. */
export function kindCluster(name: string): KindTest
/**
 * A `test` for a cluster with these options, such as `{ workers: 2 }`. It is made when the first test of it starts; files that ask for the
 * same options share one, unless one is to be {@link Isolation.isolated}: `kindCluster({}, { isolated: true })`.
 */
export function kindCluster(options: ClusterOptions, isolation?: Isolation): KindTest
/** For a {@link ClusterSelector} that may be either. */
export function kindCluster(selector: ClusterSelector): KindTest
export function kindCluster(selector?: ClusterSelector, isolation?: Isolation): KindTest {
  const source = createClusterSource(selector, isolation)
  const { find } = source
  // What the types say of it is right for most: a file's own is as good as a worker's to whoever uses it.
  const lifetime = { scope: source.scope as 'worker' }
  const connection = createLightConnection(find)
  const namespaces = createNamespaces(connection.get)
  const test = base
    .extend('cluster', lifetime, find)
    .extend('kubeconfig', lifetime, readKubeconfig)
    .extend('client', lifetime, openClient)
    // KUBECONFIG of the file's hooks and of its tests, also of those that use no fixture.
    .extend('kindFile', { scope: 'file', auto: true }, async ({}, { onCleanup }) => {
      // A module may serve several files.
      source.begin()
      let file: TestContext['task']['file'] | undefined
      const closed = closedKubeconfigPath()
      // A failure is for the tests that use the cluster: thrown here, it would end the file's other tests as well.
      let use: ClusterUse | undefined
      const kubeconfig = await find().then(
        (handle) => ((use = useCluster(handle, describeFile())), handle.kubeconfigPath),
        () => closed,
      )
      const leave = enterKubeconfig({ scope: 'file', kubeconfig, closed })
      onCleanup(async () => {
        leave()
        try {
          await namespaces.close()
        } finally {
          await Promise.all([connection.close(), use?.leave()])
          await source.end(file)
        }
      })
      return { kubeconfig, closed, use, note: (task: TestContext['task']) => void (file = task.file) }
    })
    .extend(
      'kindTest',
      { auto: true },
      async ({ kindFile: { kubeconfig, closed, use, note }, task, signal, annotate, onTestFinished }, { onCleanup }) => {
        note(task)
        const leave = enterKubeconfig({ scope: 'test', kubeconfig, closed })
        // A wait that nobody awaits ends with its test.
        const over = new AbortController()
        onCleanup(() => {
          leave()
          over.abort(new Error('the test is over'))
        })
        watchEnds(task.file)
        const scope = enterScope(task, { find, connect: connection.get, signal: AbortSignal.any([signal, over.signal]) })
        watchFinish({ task, annotate }, scope, onTestFinished)
        await use?.awaitQuiet(scope)
        return scope
      },
    )
    .extend('namespace', async ({ kindTest, task, signal }, cleanup) =>
      enterNamespace(kindTest, await namespaces.give({ task, signal }, cleanup)),
    )
    // Loaded when a test asks for them: every test file pays for what is imported above.
    .extend('kindMade', async ({ cluster, namespace }, cleanup) =>
      (await import('./fixtures/made.ts')).bindMade({ cluster, namespace }, cleanup),
    )
    .extend('apply', async ({ cluster, kindTest, kindMade, namespace, signal, annotate }) =>
      (await import('./fixtures/apply.ts')).bindApply({ cluster, kindTest, kindMade, namespace, signal, annotate }),
    )
    .extend('ref', async ({ kindTest, namespace }) => (await import('./fixtures/ref.ts')).bindRef({ kindTest, namespace }))
    .extend('remove', async ({ cluster, kindTest, namespace }) =>
      (await import('./fixtures/remove.ts')).bindRemove({ cluster, kindTest, namespace }),
    )
    .extend('kindIdentities', async ({ cluster, kindTest, kindMade, namespace, signal, annotate }, cleanup) =>
      (await import('./fixtures/identities.ts')).bindIdentities({ cluster, kindTest, kindMade, namespace, signal, annotate }, cleanup),
    )
    .extend('kindGrants', async ({ kindTest, kindMade, namespace, signal }) =>
      (await import('./fixtures/grants.ts')).bindGrants({ kindTest, kindMade, namespace, signal }),
    )
    .extend('as', async ({ kindIdentities }) => (await import('./fixtures/as.ts')).bindAs({ kindIdentities }))
    .extend('serviceAccount', async ({ kindTest, kindIdentities, kindGrants, namespace }) =>
      (await import('./fixtures/service-account.ts')).bindServiceAccount({ kindTest, kindIdentities, kindGrants, namespace }),
    )
    .extend('user', async ({ kindTest, kindIdentities, kindGrants }) =>
      (await import('./fixtures/user.ts')).bindUser({ kindTest, kindIdentities, kindGrants }),
    )
    .extend('loadImage', async ({ cluster, kindTest }) => (await import('./fixtures/load-image.ts')).bindLoadImage({ cluster, kindTest }))
    .extend('waitFor', async ({ kindTest, namespace }) => (await import('./fixtures/wait-for.ts')).bindWaitFor({ kindTest, namespace }))
    .extend('registry', async ({ cluster, kindTest }) => (await import('./fixtures/registry.ts')).openRegistry({ cluster, kindTest }))
    .extend('helm', async ({ kindTest, kubeconfig, namespace, task }, cleanup) =>
      (await import('./fixtures/helm.ts')).bindHelm({ kindTest, kubeconfig, namespace, task }, cleanup),
    )
    .extend('events', async ({ kindTest, namespace }) => (await import('./fixtures/events.ts')).bindEvents({ kindTest, namespace }))
    .extend('logs', async ({ kindTest, namespace }) => (await import('./fixtures/logs.ts')).bindLogs({ kindTest, namespace }))
    .extend('exec', async ({ kindTest, namespace }) => (await import('./fixtures/exec.ts')).bindExec({ kindTest, namespace }))
    .extend('copy', async ({ kindTest, namespace }) => (await import('./fixtures/copy.ts')).bindCopy({ kindTest, namespace }))
    .extend('run', async ({ kindTest, namespace }) => (await import('./fixtures/run.ts')).bindRun({ kindTest, namespace }))
    .extend('portForward', async ({ kindTest, namespace }, cleanup) =>
      (await import('./fixtures/port-forward.ts')).bindPortForward({ kindTest, namespace }, cleanup),
    )
    .extend('fetch', async ({ kindTest, namespace }, cleanup) =>
      (await import('./fixtures/fetch.ts')).bindFetch({ kindTest, namespace }, cleanup),
    )
    // Its cleaning up comes before that of what it is called for.
    .extend('webhook', async ({ cluster, kindTest, namespace, onTestFinished }, cleanup) =>
      (await import('./fixtures/webhook.ts')).bindWebhook({ cluster, kindTest, namespace, onTestFinished }, cleanup),
    )
    // The last ones: what is broken is whole again before anything else is cleaned up.
    .extend('nodes', async ({ cluster, kindTest, kindFile, task }, cleanup) =>
      (await import('./fixtures/nodes.ts')).bindNodes({ cluster, kindTest, kindFile, task }, cleanup),
    )
    .extend('apiServer', async ({ cluster, kindTest, kindFile, task }, cleanup) =>
      (await import('./fixtures/api-server.ts')).bindApiServer({ cluster, kindTest, kindFile, task }, cleanup),
    )
  return waitFirst(test as unknown as KindTest)
}
