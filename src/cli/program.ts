// The command line: kind's verbs and flags, and ours. A file a verb, flags and action together; what carries it out is loaded when it
// is called.
import { arch, platform } from 'node:os'
import { Command, InvalidArgumentError } from '@commander-js/extra-typings'
import { packageVersion } from '../support/package-version.ts'
import { type AnyCommand, withoutTypes } from './any-command.ts'
import { addBuildCommands } from './commands/build.ts'
import { addCompletionCommand } from './commands/completion.ts'
import { addCreateCommands } from './commands/create.ts'
import { addDeleteCommands } from './commands/delete.ts'
import { addDoctorCommand } from './commands/doctor.ts'
import { addExecCommand } from './commands/exec.ts'
import { addExplainCommand } from './commands/explain.ts'
import { addExportCommands } from './commands/export.ts'
import { addGetCommands } from './commands/get.ts'
import { addLoadCommands } from './commands/load.ts'
import { addPoolCommand } from './commands/pool.ts'
import { addPruneCommand } from './commands/prune.ts'
import { addResetCommand } from './commands/reset.ts'
import { addRestCommands } from './commands/rest.ts'
import { addSnapshotCommands } from './commands/snapshot.ts'
import { configureOutput, printData } from './output.ts'

/** In the order in which help lists them. */
const parts = [
  addCreateCommands,
  addDeleteCommands,
  addGetCommands,
  addExportCommands,
  addLoadCommands,
  addBuildCommands,
  addExecCommand,
  addRestCommands,
  addResetCommand,
  addSnapshotCommands,
  addExplainCommand,
  addPoolCommand,
  addPruneCommand,
  addDoctorCommand,
  addVersionCommand,
  addCompletionCommand,
]

export function createProgram(): AnyCommand {
  const program = new Command('vitest-kind')
    .description('Real Kubernetes clusters whose nodes are Docker containers; at home beside kind')
    .enablePositionalOptions()
    .showHelpAfterError('(--help says what there is)')
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'ERROR: ')) })
    .version(`vitest-kind version ${packageVersion}`, '--version', 'prints the version')
  for (const add of parts) add(program)
  const whole = withoutTypes(program)
  for (const command of listCommands(whole)) addGlobalFlags(command)
  return whole.hook('preAction', (_program, command) => configureOutput(command.optsWithGlobals()))
}

interface GlobalFlags {
  readonly quiet?: boolean
  readonly verbosity?: number
}

/** kind's are accepted before and after a command, and so are these. */
function addGlobalFlags(command: AnyCommand): void {
  command
    .option('-v, --verbosity <level>', 'says more: 1 image pulls, 2 rendered configurations, 3 the output of kubeadm', parseLevel)
    .option('-q, --quiet', 'says nothing but data and errors')
}

function parseLevel(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('not a number')
  return Number(text)
}

function addVersionCommand(program: Command): void {
  program
    .command('version')
    .description('prints the version')
    .action((_options, command) => {
      const { quiet } = command.optsWithGlobals() as GlobalFlags
      const long = `vitest-kind v${packageVersion} node${process.versions.node} ${platform()}/${arch() === 'x64' ? 'amd64' : arch()}`
      printData(quiet ? packageVersion : long)
    })
}

/** The program and everything below it. */
export function listCommands(command: AnyCommand): AnyCommand[] {
  return [command, ...command.commands.flatMap(listCommands)]
}
