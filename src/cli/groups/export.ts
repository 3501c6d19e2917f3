// export …
import type { Command } from 'commander'
import { withName } from './name-option.ts'

export function addExportCommands(program: Command): void {
  const group = program.command('export').description('writes kubeconfig entries and logs')
  withName(group.command('kubeconfig').description('adds the context of a cluster to a kubeconfig file and makes it the current one'))
    .option('--kubeconfig <file>', 'file to write to, in place of KUBECONFIG or ~/.kube/config')
    .option('--internal', 'with the address that containers on the Docker network use')
    .option('--keep-context', 'adds the context without making it the current one')
    .action(async (options) => (await import('../commands/export-kubeconfig.ts')).exportKubeconfigCommand(options))
  withName(group.command('logs [folder]').description('writes all that may tell why a cluster is as it is into a folder, by default a temporary one, and prints its path')).action(
    async (folder: string | undefined, { name }) => (await import('../commands/export-logs.ts')).exportLogsCommand(folder, name),
  )
}
