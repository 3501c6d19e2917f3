// "vitest-kind", what test files import: Vitest's own names, `test` with a cluster in its fixtures, and `kindCluster`.
// Importing it does no I/O and loads neither the Kubernetes client nor anything of Docker: every test file pays for this.
import { kindCluster } from './vitest/kind-cluster.ts'

// What is exported by name below takes precedence.
export * from 'vitest'
export { isKindError } from './support/errors.ts'
export type { ErrorCode, KindError } from './support/errors.ts'
export type { ActionTiming, ClusterHandle, NodeHandle } from './cluster/handle.ts'
export type { ClusterOptions, NetworkingOptions, NodeOptions } from './config/options.ts'
export type { KubeClient } from './kube/client.ts'
export type { KubeObject } from './kube/object.ts'
export type { ManifestInput } from './kube/apply.ts'
export type { Apply, Kubeconfig } from './vitest/fixtures.ts'
export type { KindContext, KindFileFixtures, KindTest, KindTestFixtures } from './vitest/kind-cluster.ts'
export type { KindOptions } from './vitest/options.ts'
export { kindCluster }

/** Vitest's `test` with the declared cluster in its fixtures. */
export const test = kindCluster()

/** The same as {@link test}. */
export const it = test
