// --name as every command of one cluster has it.
import { Option } from '@commander-js/extra-typings'
import { readEnvironment } from '../config/env.ts'

/** The flag, else KIND_CLUSTER_NAME, else `kind`; empty counts as not given. */
export function nameFlag() {
  return nameOption('-n, --name <name>')
}

/** For a command whose `-n` means something else. */
export function nameOption<Flags extends string>(flags: Flags) {
  const fallback = readEnvironment().clusterName ?? 'kind'
  return new Option(flags, 'name of the cluster (KIND_CLUSTER_NAME)')
    .default(fallback)
    .argParser((text: string): string => text || fallback)
}
