// export kubeconfig: a cluster's context into the user's kubeconfig. export logs: a folder full of evidence; its path is the data, what
// could not be had is an error, and the rest is kept.
import type { Command } from '@commander-js/extra-typings'
import { DockerError } from '../../support/errors.ts'
import { nameFlag } from '../cluster-flag.ts'
import { commandContext } from '../command-context.ts'
import { renderContextChange, renderTunnel } from '../context-change.ts'
import { printData, printTalk } from '../output.ts'

export function addExportCommands(program: Command): void {
  const group = program.command('export').description('writes kubeconfig entries and logs')
  group
    .command('kubeconfig')
    .description('adds the context of a cluster to a kubeconfig file and makes it the current one')
    .addOption(nameFlag())
    .option('--kubeconfig <file>', 'file to write to, in place of KUBECONFIG or ~/.kube/config')
    .option('--internal', 'with the address that containers on the Docker network use')
    .option('--keep-context', 'adds the context without making it the current one')
    .action(async ({ name, kubeconfig, internal = false, keepContext = false }) => {
      const { exportKubeconfig } = await import('../../verbs/kubeconfig.ts')
      const { previousContext, tunnel } = await exportKubeconfig(
        name,
        { file: kubeconfig, internal, setCurrent: !keepContext },
        await commandContext(),
      )
      printTalk(renderContextChange(name, { keepContext, previousContext }))
      if (tunnel !== undefined) printTalk(renderTunnel(tunnel))
    })
  group
    .command('logs [folder]')
    .description('writes all that may tell why a cluster is as it is into a folder, by default a temporary one, and prints its path')
    .addOption(nameFlag())
    .action(exportLogs)
}

async function exportLogs(folder: string | undefined, { name }: { readonly name: string }): Promise<void> {
  const verb = await import('../../verbs/logs.ts')
  const onDirectory = (path: string): void => {
    printTalk(`Exporting logs for cluster "${name}" to:`)
    printData(path)
  }
  const { directory, problems } = await verb.exportLogs(name, { onDirectory, ...(folder && { directory: folder }) }, await commandContext())
  if (problems.length === 0) return
  throw new DockerError('KIND_DOCKER_FAILED', {
    what: `${problems.length === 1 ? 'a part' : `${problems.length} parts`} of the logs of cluster "${name}" could not be had`,
    seen: problems,
    kept: `all other parts, in ${directory}`,
  })
}
