// exec: a command in a node, with this process's input and output; its exit code becomes ours.
import type { Command } from '@commander-js/extra-typings'
import { commandContext } from '../command-context.ts'

export function addExecCommand(program: Command): void {
  program
    .command('exec <node> <command...>')
    .description('runs a command in a node, with this input and output; its exit code is ours')
    .passThroughOptions()
    .action(exec)
}

async function exec(node: string, given: readonly string[]): Promise<void> {
  const { execInNode } = await import('../../verbs/exec.ts')
  // Everything after the node is the command's, so the parser leaves the customary "--" in.
  const command = given[0] === '--' ? given.slice(1) : given
  const { stdin, stdout, stderr } = process
  const terminal = stdin.isTTY && stdout.isTTY ? connectTerminal() : undefined
  if (terminal) stdin.setRawMode(true)
  try {
    process.exitCode = await execInNode(node, command, { stdin, stdout, stderr, ...(terminal && { terminal }) }, await commandContext())
  } finally {
    if (terminal) stdin.setRawMode(false)
    // An open input would keep this process alive.
    stdin.destroy()
  }
}

function connectTerminal() {
  const { stdout } = process
  return {
    size: () => ({ columns: stdout.columns, rows: stdout.rows }),
    onResize(listener: () => void) {
      stdout.on('resize', listener)
      return () => void stdout.off('resize', listener)
    },
  }
}
