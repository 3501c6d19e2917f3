// pause, resume, stop, start: a cluster that rests and comes back.
import { pauseCluster } from '../../cluster/pause-cluster.ts'
import { resumeCluster } from '../../cluster/resume-cluster.ts'
import { startCluster } from '../../cluster/start-cluster.ts'
import { stopCluster } from '../../cluster/stop-cluster.ts'
import { commandContext } from '../command-context.ts'
import { printTalk } from '../output.ts'

export async function pauseCommand(name: string): Promise<void> {
  printTalk(describe('Paused', await pauseCluster(name, commandContext())))
}

export async function stopCommand(name: string): Promise<void> {
  printTalk(describe('Stopped', await stopCluster(name, commandContext())))
}

export async function resumeCommand(name: string): Promise<void> {
  const { server } = await resumeCluster(name, commandContext())
  printTalk(`Usable again: cluster "${name}" at ${server}`)
}

export async function startCommand(name: string): Promise<void> {
  const { server } = await startCluster(name, commandContext())
  printTalk(`Usable again: cluster "${name}" at ${server}`)
}

function describe(done: string, containers: readonly string[]): string {
  return containers.length === 0 ? `${done} already` : `${done}: ${JSON.stringify(containers)}`
}
