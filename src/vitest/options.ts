// What `kind()` takes. Types only: checked in check-options.ts, in the main process, before anything is started.
import type { ExistingCluster } from '../config/existing-cluster.ts'
import type { ClusterOptions } from '../config/options.ts'

/** The clusters of one Vitest project. `kind()` alone is one control-plane node. */
export interface KindOptions {
  /**
   * The cluster that `test` uses. It is made before the first test starts, if a test that runs uses it.
   *
   * With `kubeconfig` or `context` it is any cluster that is there already, a remote one too: then nothing is made in it but namespaces, and
   * each goes with its test. The environment's `USE_EXISTING_CLUSTER=true` makes it the one that kubectl would use.
   *
   * @default {} unless `clusters` is given: then there is no such cluster, and `test` says so
   */
  readonly cluster?: ClusterOptions | ExistingCluster
  /**
   * Further clusters by a name of your choice. Each is made when the first test of `kindCluster('<name>')` starts, once a run.
   *
   * @default {}
   */
  readonly clusters?: Readonly<Record<string, ClusterOptions>>
  /**
   * Of which tests it is kept what explains them: the objects of their namespace, events, logs, the state of the nodes. 'on-failure' is of
   * those that failed, whose failure ends with a summary then; 'always' is of passed ones, too. With 'never' the cluster is asked nothing
   * when a test fails. What earlier runs have kept goes when a run begins.
   *
   * @default 'on-failure'
   */
  readonly artifacts?: 'on-failure' | 'always' | 'never'
}
