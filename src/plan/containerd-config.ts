// A node's containerd configuration (TOML) → the same with what a restricted host demands.
import { parse, stringify, type TomlTable } from 'smol-toml'

// The CRI plugin's table moved when containerd 2 introduced version 3 of the format.
const criTables: Readonly<Record<number, string>> = { 2: 'io.containerd.grpc.v1.cri', 3: 'io.containerd.cri.v1.runtime', 4: 'io.containerd.cri.v1.runtime' }

/** Sets `restrict_oom_score_adj`: without CAP_SYS_RESOURCE every pod would fail on writing a lower score. */
export function restrictOomScore(config: string): string {
  const table = parse(config)
  const cri = criTables[Number(table['version'] ?? 2)] ?? criTables[3]!
  const plugins = (table['plugins'] ??= {}) as TomlTable
  const plugin = (plugins[cri] ??= {}) as TomlTable
  plugin['restrict_oom_score_adj'] = true
  return stringify(table)
}
