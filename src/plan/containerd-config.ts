// A node's containerd configuration (TOML) → the same with what a restricted host demands and what the user's patches say.
import { parse, stringify, type TomlTable } from 'smol-toml'
import type { ClusterSpec } from '../config/spec.ts'
import { ConfigError } from '../support/errors.ts'
import { mergePatch } from './kubeadm/merge-patch.ts'
import { applyOperations } from './kubeadm/patch-documents.ts'

// The CRI plugin's table moved when containerd 2 introduced version 3 of the format.
const criTables: Readonly<Record<number, string>> = {
  2: 'io.containerd.grpc.v1.cri',
  3: 'io.containerd.cri.v1.runtime',
  4: 'io.containerd.cri.v1.runtime',
}

type Patches = Pick<ClusterSpec, 'containerdConfigPatches' | 'containerdConfigPatchesJSON6902'>

export interface PatchedContainerdConfig {
  readonly text: string
  /** Patches that were skipped. */
  readonly notices: readonly string[]
}

/** What the host demands. */
interface Demands {
  readonly restrictOomScore: boolean
  /** Cgroups are made by runc itself, and not by way of systemd. */
  readonly withoutSystemd: boolean
  /** The processor time of containers is counted every 10 s. */
  readonly countsSeldom: boolean
  /** Where it looks for what it must know of registries; undefined where nobody has asked for one. */
  readonly registryFolder?: string | undefined
  /** Of what it makes a configuration of the pods' network once it knows the node's range; undefined where nothing foresees one. */
  readonly networkTemplate?: string | undefined
}

/**
 * Merge patches first, then JSON patches, as kind applies them; the restriction is the host's and comes before both. Who makes
 * cgroups comes last, for a runtime that a patch has added must be of one mind with the kubelet. Throws KIND_CONFIG_INVALID for
 * JSON patches that this configuration does not let be applied.
 */
export function patchContainerdConfig(
  config: string,
  patches: Patches,
  { restrictOomScore, withoutSystemd, countsSeldom, registryFolder, networkTemplate }: Demands,
): PatchedContainerdConfig {
  let table = parse(config)
  const version = readVersion(table)
  const notices: string[] = []
  if (countsSeldom) countSeldom(table)
  if (restrictOomScore) restrict(table, version)
  if (registryFolder !== undefined) lookForRegistries(table, version, registryFolder)
  if (networkTemplate !== undefined) foreseeNetwork(table, version, networkTemplate)
  for (const [index, text] of patches.containerdConfigPatches.entries()) {
    const patch = parse(text)
    if (patch['version'] === undefined || readVersion(patch) === version) table = mergePatch(table, patch) as TomlTable
    else
      notices.push(
        `containerdConfigPatches[${index}] is for version ${readVersion(patch)} of containerd's configuration and the node has version ${version}: skipped`,
      )
  }
  const problems = patches.containerdConfigPatchesJSON6902.flatMap((patch, index) =>
    applyOperations(table, patch).map((problem) => `containerdConfigPatchesJSON6902[${index}]  ${problem}`),
  )
  if (problems.length > 0)
    throw new ConfigError('KIND_CONFIG_INVALID', { what: "the node's containerd configuration cannot be patched so", problems })
  if (withoutSystemd) turnOff(table, 'SystemdCgroup')
  return { text: stringify(table), notices }
}

/** Whether the node's own configuration stays as its image brought it. */
export function isContainerdConfigKept(
  patches: Patches,
  { restrictOomScore, withoutSystemd, countsSeldom, registryFolder, networkTemplate }: Demands,
): boolean {
  return !(
    restrictOomScore ||
    registryFolder !== undefined ||
    networkTemplate !== undefined ||
    withoutSystemd ||
    countsSeldom ||
    patches.containerdConfigPatches.length > 0 ||
    patches.containerdConfigPatchesJSON6902.length > 0
  )
}

/** Without CAP_SYS_RESOURCE every pod would fail on writing a lower score. */
function restrict(table: TomlTable, version: number): void {
  criTable(table, version)['restrict_oom_score_adj'] = true
}

function foreseeNetwork(table: TomlTable, version: number, template: string): void {
  const cni = (criTable(table, version)['cni'] ??= {}) as TomlTable
  cni['conf_template'] = template
}

function criTable(table: TomlTable, version: number): TomlTable {
  const plugins = (table['plugins'] ??= {}) as TomlTable
  return (plugins[criTables[version] ?? criTables[3]!] ??= {}) as TomlTable
}

// containerd 2.4 asks the shim of every pod each second what its containers have used, for a figure that only `crictl stats`
// shows: the kubelet reads cgroups itself, every 10 to 15 s. With the pods of an idle node it takes 2.3 % of a core (measured). The key
// is in the newer plugin's table whatever the version of the file: in the older's it is a number and means something else. Others ignore it.
function countSeldom(table: TomlTable): void {
  const plugins = (table['plugins'] ??= {}) as TomlTable
  const plugin = (plugins[criTables[3]!] ??= {}) as TomlTable
  plugin['stats_collect_period'] = '10s'
}

/** What pulls images is a plugin of its own from version 3 on. */
function lookForRegistries(table: TomlTable, version: number, folder: string): void {
  const plugins = (table['plugins'] ??= {}) as TomlTable
  const plugin = (plugins[version === 2 ? criTables[2]! : 'io.containerd.cri.v1.images'] ??= {}) as TomlTable
  const registry = (plugin['registry'] ??= {}) as TomlTable
  if (!registry['config_path']) registry['config_path'] = folder
}

/** Wherever it stands: each runtime has its own, in a table that moves with the version of the format. */
function turnOff(value: unknown, key: string): void {
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) {
    if (name === key && inner === true) Object.assign(value, { [key]: false })
    else turnOff(inner, key)
  }
}

/** Absent means 1, which containerd 2 reads as 2. */
function readVersion(table: TomlTable): number {
  return Number(table['version'] ?? 2)
}
