// pause, resume, stop, start: a cluster that rests and comes back.
import type { Command } from '@commander-js/extra-typings'
import type { ClusterContext } from '../../verbs/context.ts'
import type { ClusterHandle } from '../../cluster/handle.ts'
import { nameFlag } from '../cluster-flag.ts'
import { commandContext } from '../command-context.ts'
import { printTalk } from '../output.ts'

export function addRestCommands(program: Command): void {
  const add = (verb: string, description: string, act: (name: string) => Promise<void>): void =>
    void program
      .command(verb)
      .description(description)
      .addOption(nameFlag())
      .action(({ name }) => act(name))
  add('pause', 'freezes a cluster: it keeps its memory and uses no processor', (name) => rest('Paused', name))
  add('resume', 'thaws a cluster and waits until it is usable again', async (name) => wake((await load()).resumeCluster, name))
  add('stop', 'stops the containers of a cluster; its data stay', (name) => rest('Stopped', name))
  add('start', 'starts the containers of a cluster and waits until it is usable again', async (name) =>
    wake((await load()).startCluster, name),
  )
}

function load() {
  return import('../../verbs/rest.ts')
}

async function rest(done: 'Paused' | 'Stopped', name: string): Promise<void> {
  const { pauseCluster, stopCluster } = await load()
  const containers = await (done === 'Paused' ? pauseCluster : stopCluster)(name, await commandContext())
  printTalk(containers.length === 0 ? `${done} already` : `${done}: ${JSON.stringify(containers)}`)
}

async function wake(verb: (name: string, context: ClusterContext) => Promise<ClusterHandle>, name: string): Promise<void> {
  const { server } = await verb(name, await commandContext({ writes: true }))
  printTalk(`Usable again: cluster "${name}" at ${server}`)
}
