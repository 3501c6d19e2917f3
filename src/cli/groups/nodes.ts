// What kind does not have: a command in a node, and a cluster that rests.
import type { Command } from 'commander'
import { withName } from './name-option.ts'

export function addNodeCommands(program: Command): void {
  program
    .command('exec <node> <command...>')
    .description('runs a command in a node, with this input and output; its exit code is ours')
    .passThroughOptions()
    .action(async (node: string, command: string[]) => (await import('../commands/exec.ts')).execCommand(node, command))
  withName(program.command('pause').description('freezes a cluster: it keeps its memory and uses no processor')).action(async ({ name }) =>
    (await import('../commands/rest.ts')).pauseCommand(name),
  )
  withName(program.command('resume').description('thaws a cluster and waits until it is usable again')).action(async ({ name }) =>
    (await import('../commands/rest.ts')).resumeCommand(name),
  )
  withName(program.command('stop').description('stops the containers of a cluster; its data stay')).action(async ({ name }) =>
    (await import('../commands/rest.ts')).stopCommand(name),
  )
  withName(program.command('start').description('starts the containers of a cluster and waits until it is usable again')).action(async ({ name }) =>
    (await import('../commands/rest.ts')).startCommand(name),
  )
}
