// Options + defaults → spec and policy. Pure but for the random name of a cluster that nobody will look for. What depends on a working
// directory has been settled before, by verbs/request/load-options.ts.
import { randomBytes } from 'node:crypto'
import { hashData } from '../support/hash.ts'
import { problemsError } from '../support/problems-error.ts'
import { parseClusterName } from './cluster-name.ts'
import { defaults, familyDefaults, networkingDefaults } from './defaults.ts'
import type { ClusterOptions } from './options.ts'
import { resolveImage } from './image-spec.ts'
import { resolveMirrors } from './mirrors.ts'
import { resolveNodes, toJson6902, toText } from './resolve-nodes.ts'
import { findOptionProblems } from './schema/find-problems.ts'
import { tidyOptions } from './tidy-options.ts'
import type { ClusterPolicy, ClusterSpec } from './spec.ts'

export interface ResolvedOptions {
  readonly spec: ClusterSpec
  readonly policy: ClusterPolicy
  /** Whether the cluster's name was given, and not made up here. */
  readonly named: boolean
}

export interface FileHashes {
  /** Of the module, and what it names. */
  readonly prepare?: string
}

/**
 * What the options mean, their `config` merged in already. Throws KIND_CONFIG_INVALID with all problems at once, each with its path.
 *
 * @param source where the options stand, for the error: `kind() in vitest.config.ts`
 * @param files what stands in files that they name, for the spec
 */
export function resolveOptions(written: ClusterOptions, source: string, files: FileHashes = {}): ResolvedOptions {
  const options = tidyOptions(written)
  const problems = findOptionProblems(options)
  if (problems.length > 0) throw problemsError(`the cluster options (${source})`, problems)
  const networking = options.networking ?? {}
  const ipFamily = networking.ipFamily ?? networkingDefaults.ipFamily
  const unnamed: Omit<ClusterSpec, 'name'> = {
    version: (options.version ?? defaults.version).replace(/^v/, ''),
    nodes: resolveNodes(options),
    labels: options.labels ?? defaults.labels,
    registry: options.registry ?? defaults.registry,
    mirrors: resolveMirrors(options.mirrors ?? defaults.mirrors),
    networking: {
      ...networkingDefaults,
      podSubnet: familyDefaults[ipFamily].podSubnet,
      serviceSubnet: familyDefaults[ipFamily].serviceSubnet,
      ...networking,
      apiServerAddress: networking.apiServerAddress ?? null,
      dnsSearch: networking.dnsSearch?.filter((domain) => domain !== '') ?? null,
    },
    featureGates: options.featureGates ?? defaults.featureGates,
    runtimeConfig: options.runtimeConfig ?? defaults.runtimeConfig,
    fidelity: options.fidelity ?? defaults.fidelity,
    prepare: files.prepare ?? null,
    kubeadmConfigPatches: (options.kubeadmConfigPatches ?? defaults.kubeadmConfigPatches).map(toText),
    kubeadmConfigPatchesJSON6902: (options.kubeadmConfigPatchesJSON6902 ?? defaults.kubeadmConfigPatchesJSON6902).map(toJson6902),
    containerdConfigPatches: options.containerdConfigPatches ?? defaults.containerdConfigPatches,
    containerdConfigPatchesJSON6902: (options.containerdConfigPatchesJSON6902 ?? defaults.containerdConfigPatchesJSON6902).map(toText),
  }
  // Whoever watches has said so before (choose-reuse.ts).
  const wanted = options.reuse ?? defaults.reuse
  const reuse = wanted === 'watch' ? 'never' : wanted
  // A reusable cluster's name follows from its spec: two runs that want the same cluster then collide on the first
  // container's name, which the engine hands out once. That is the lock.
  const suffix = reuse === 'always' ? hashData(unnamed).slice(0, 6) : randomBytes(3).toString('hex')
  return {
    spec: { name: parseClusterName(options.name ?? `vitest-${suffix}`), ...unnamed },
    policy: {
      reuse,
      pristine: options.pristine ?? defaults.pristine,
      pool: options.pool ?? defaults.pool,
      ttlMs: options.ttl ?? null,
      keepOnFailure: options.keepOnFailure ?? defaults.keepOnFailure,
      bootTimeoutMs: options.bootTimeout ?? defaults.bootTimeout,
      images: (options.images ?? defaults.images).map(resolveImage),
      manifests: options.manifests ?? defaults.manifests,
      prepare: options.prepare ?? null,
      prepared: options.prepared ?? defaults.prepared,
      snapshot: options.snapshot ?? null,
    },
    named: options.name !== undefined,
  }
}
