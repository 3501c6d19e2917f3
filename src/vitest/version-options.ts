// What `eachVersion()` was given → the options of kind() for each version, and the name of its project. Main process, at every start of Vitest.
import { isExistingCluster } from '../config/existing-cluster.ts'
import type { ClusterOptions } from '../config/options.ts'
import { problemsError } from '../support/problems-error.ts'
import type { KindOptions } from './options.ts'

// What clusters of several versions cannot have in common.
const fixed = ['version', 'image', 'name'] as const

/** The clusters of a project that runs once a version. */
export interface EachVersionOptions {
  /**
   * The cluster that `test` uses, without `version`, `image` and `name`.
   *
   * @default {} unless `clusters` is given
   */
  readonly cluster?: Omit<ClusterOptions, (typeof fixed)[number]>
  /**
   * Further clusters by name. One that names a `version` or an `image` keeps it.
   *
   * @default {}
   */
  readonly clusters?: Readonly<Record<string, ClusterOptions>>
  /**
   * As for kind().
   *
   * @default 'on-failure'
   */
  readonly artifacts?: NonNullable<KindOptions['artifacts']>
}

/** Throws KIND_CONFIG_INVALID for what kind() could not tell later: whether there is such a version, and such options, it can. */
export function checkVersions(versions: readonly string[], { cluster = {}, clusters = {} }: EachVersionOptions): void {
  const problems = [
    ...(Array.isArray(versions) && versions.length > 0 ? [] : ["versions  none is given: eachVersion(['1.37', '1.36'])"]),
    ...findDoubles(versions).map((version) => `versions  "${version}" is there twice`),
    ...fixed.filter((key) => key in cluster).map((key) => `cluster.${key}  would be the same for each version`),
    ...Object.entries(clusters)
      .filter(([, one]) => one.name !== undefined && withVersion(one, '') !== one)
      .map(([name]) => `clusters.${name}.name  would be the same for each version`),
    ...(isExistingCluster(cluster) ? ['cluster  one that is there already has the version it has'] : []),
  ]
  if (problems.length > 0) throw problemsError('eachVersion() in vitest.config.ts', problems)
}

export function optionsOfVersion(version: string, { cluster, clusters, ...others }: EachVersionOptions): KindOptions {
  return {
    // Unknown options, too: kind() says what is wrong with them.
    ...others,
    ...((cluster !== undefined || clusters === undefined) && { cluster: { ...cluster, version } }),
    ...(clusters && { clusters: Object.fromEntries(Object.entries(clusters).map(([name, one]) => [name, withVersion(one, version)])) }),
  }
}

/** `e2e (1.37)`, or `Kubernetes 1.37` where the project has no name. */
export function nameOfVersion(version: string, name: string | undefined): string {
  return name ? `${name} (${version})` : `Kubernetes ${version}`
}

function withVersion(cluster: ClusterOptions, version: string): ClusterOptions {
  return cluster.version === undefined && cluster.image === undefined ? { ...cluster, version } : cluster
}

function findDoubles(versions: readonly string[]): string[] {
  return Array.isArray(versions) ? [...new Set(versions.filter((version, index) => versions.indexOf(version) < index))] : []
}
