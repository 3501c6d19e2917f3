// The command line: kind's verbs and flags, and ours. A group a file; each command is loaded when it is called.
import { arch, platform } from 'node:os'
import { Command, InvalidArgumentError } from 'commander'
import { addBuildCommands } from './groups/build.ts'
import { addCreateCommands } from './groups/create.ts'
import { addDeleteCommands } from './groups/delete.ts'
import { addExportCommands } from './groups/export.ts'
import { addGetCommands } from './groups/get.ts'
import { addLoadCommands } from './groups/load.ts'
import { addNodeCommands } from './groups/nodes.ts'
import { configureOutput, printData } from './output.ts'

export function createProgram(version: string): Command {
  const program = new Command('vitest-kind')
    .description('Real Kubernetes clusters whose nodes are Docker containers; at home beside kind')
    .enablePositionalOptions()
    .showHelpAfterError('(--help says what there is)')
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'ERROR: ')) })
    .version(`vitest-kind version ${version}`, '--version', 'prints the version')
  for (const add of [addCreateCommands, addDeleteCommands, addGetCommands, addExportCommands, addLoadCommands, addBuildCommands, addNodeCommands]) add(program)
  program.command('version').description('prints the version').action((_options: unknown, command: Command) => printVersion(version, command.optsWithGlobals()))
  program
    .command('completion <shell>')
    .description('prints a completion script for bash, zsh, fish or powershell')
    .action(async (shell: string) => (await import('./commands/completion.ts')).completionCommand(shell, program))
  for (const command of listCommands(program)) addGlobalFlags(command)
  return program.hook('preAction', (_program, command) => configureOutput(command.optsWithGlobals()))
}

/** kind's are accepted before and after a command, and so are these. */
function addGlobalFlags(command: Command): void {
  command
    .option('-v, --verbosity <level>', 'says more: 1 image pulls, 2 rendered configurations, 3 the output of kubeadm', parseLevel)
    .option('-q, --quiet', 'says nothing but data and errors')
}

function parseLevel(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('not a number')
  return Number(text)
}

function printVersion(version: string, { quiet }: { readonly quiet?: boolean }): void {
  printData(quiet ? version : `vitest-kind v${version} node${process.versions.node} ${platform()}/${arch() === 'x64' ? 'amd64' : arch()}`)
}

/** The program and everything below it. */
export function listCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(listCommands)]
}
