// A cluster's selector → a Vitest `test` whose fixtures belong to that cluster. Worker side; noted here, asked for when
// the first test needs it.
import { test as base, type TestAPI } from 'vitest'
import type { ClusterHandle, NodeHandle } from '../cluster/handle.ts'
import type { KubeClient } from '../kube/client.ts'
import { findCluster } from './find-cluster.ts'
import { type Apply, bindApply, createNamespace, type Kubeconfig, openClient, openConnection, readKubeconfig } from './fixtures.ts'
import type { ClusterSelector } from './request.ts'

/** Fixtures that live as long as the test file (with `isolate: false`, the worker). */
export interface KindFileFixtures {
  /** The cluster: its name, nodes, labels, version and how long each boot action took. */
  cluster: ClusterHandle
  /** `path` of a kubeconfig file of ours, and its `text`. */
  kubeconfig: Kubeconfig
  /** The cluster's nodes, control planes first. */
  nodes: readonly NodeHandle[]
  /** A @kubernetes/client-node `KubeConfig` with one pooled connection, and typed API groups. Loaded on first use. */
  client: KubeClient
}

/** Fixtures that live as long as one test. */
export interface KindTestFixtures {
  /** Name of a namespace of this test's own: its `default` ServiceAccount is there; it is deleted after the test. */
  namespace: string
  /** Server-side apply of YAML text, a file, a folder or objects into the test's namespace. */
  apply: Apply
}

/** All fixtures of `kindCluster()`. The `$__` members are how Vitest knows scopes; test/types holds them in place. */
export interface KindContext extends KindFileFixtures, KindTestFixtures {
  readonly $__worker?: KindFileFixtures
  readonly $__file?: object
  readonly $__test?: KindTestFixtures
}

/** A Vitest `test` bound to a cluster. */
export type KindTest = TestAPI<KindContext>

/**
 * A `test` for the cluster declared in vitest.config.ts; with a name, for that one of `clusters`; with options, for a
 * cluster made when this file starts. Files that ask for the same options share one cluster.
 */
export function kindCluster(selector?: ClusterSelector): KindTest {
  let found: Promise<ClusterHandle> | undefined
  const find = (): Promise<ClusterHandle> => (found ??= findCluster(selector))
  const test = base
    .extend('cluster', { scope: 'worker' }, find)
    .extend('kubeconfig', { scope: 'worker' }, readKubeconfig)
    .extend('nodes', { scope: 'worker' }, ({ cluster }) => cluster.nodes)
    .extend('client', { scope: 'worker' }, openClient)
    .extend('kindConnection', { scope: 'worker' }, openConnection)
    .extend('namespace', createNamespace)
    .extend('apply', bindApply)
  // A boot outlasts a test's time, and a hook's; the main process bounds it (`bootTimeout`) and always answers. A failure is
  // for the tests that use the cluster: thrown here, it would skip the file's other tests as well.
  if (selector !== undefined) base.beforeAll(() => find().then(ignore, ignore), Number.POSITIVE_INFINITY)
  return test as unknown as KindTest
}

function ignore(): void {}
