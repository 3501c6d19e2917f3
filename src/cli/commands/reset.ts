// reset: a used cluster pristine again; what was done about it in one line.
import type { Command } from '@commander-js/extra-typings'
import { nameFlag } from '../cluster-flag.ts'
import { commandContext } from '../command-context.ts'
import { printTalk } from '../output.ts'

export function addResetCommand(program: Command): void {
  program
    .command('reset')
    .description('makes a used cluster what it was when it was new: objects, labels, taints, data of volumes; images stay')
    .addOption(nameFlag())
    .action(async ({ name }) => {
      const { resetCluster } = await import('../../verbs/reset.ts')
      const { removed, changed, made } = await resetCluster(name, await commandContext())
      const total = removed + changed + made
      printTalk(
        total === 0
          ? `Pristine already: cluster "${name}"`
          : `Pristine again: cluster "${name}" (${removed} removed, ${changed} put back, ${made} made again)`,
      )
    })
}
