// --name as every command of one cluster has it.
import type { Command } from 'commander'
import { readEnvironment } from '../../config/env.ts'

/** The flag, else KIND_CLUSTER_NAME, else `kind`. */
export function withName(command: Command): Command {
  return command.option('-n, --name <name>', 'name of the cluster (KIND_CLUSTER_NAME)', readEnvironment().clusterName ?? 'kind')
}
