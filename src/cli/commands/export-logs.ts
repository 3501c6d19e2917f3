// export logs: a folder full of evidence; its path is the data. What could not be had is an error, and the rest is kept.
import { exportLogs } from '../../cluster/export-logs.ts'
import { DockerError } from '../../support/errors.ts'
import { commandContext } from '../command-context.ts'
import { printData, printTalk } from '../output.ts'

export async function exportLogsCommand(target: string | undefined, name: string): Promise<void> {
  const onDirectory = (path: string): void => {
    printTalk(`Exporting logs for cluster "${name}" to:`)
    printData(path)
  }
  const { directory, problems } = await exportLogs(name, { onDirectory, ...(target !== undefined && { directory: target }) }, commandContext())
  if (problems.length === 0) return
  throw new DockerError('KIND_DOCKER_FAILED', {
    what: `${problems.length === 1 ? 'a part' : `${problems.length} parts`} of the logs of cluster "${name}" could not be had`,
    seen: problems,
    kept: `all other parts, in ${directory}`,
  })
}
