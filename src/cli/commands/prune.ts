// prune: what dead runs have left goes; one line for each thing on stdout.
import { type Command, Option } from '@commander-js/extra-typings'
import type { Leftover } from '../../verbs/prune.ts'
import { commandContext } from '../command-context.ts'
import { printData, printJson, printTalk } from '../output.ts'
import { parseDuration } from '../parse-duration.ts'

export function addPruneCommand(program: Command): void {
  program
    .command('prune')
    .description('removes what dead runs have left: their clusters, what builds need, the files of clusters that are gone')
    .option('--older-than <duration>', 'only what is older, such as 1h', parseDuration)
    .option('--caches', 'also what mirrors of registries have pulled, where no cluster pulls by them, and prepared states')
    .option('--dry-run', 'removes nothing, says what would be removed')
    .addOption(new Option('--output <format>', 'json: everything').choices(['json'] as const))
    .action(async ({ olderThan = 0, dryRun = false, caches = false, output }) => {
      const { pruneLeftovers } = await import('../../verbs/prune.ts')
      const gone: Leftover[] = []
      const onLeftover = (leftover: Leftover): void => {
        gone.push(leftover)
        if (output === undefined) printData(`${dryRun ? 'would remove ' : ''}${renderLeftover(leftover)}`)
      }
      try {
        await pruneLeftovers({ olderThanMs: olderThan, dryRun, caches, onLeftover }, await commandContext())
      } catch (error) {
        // The rest has gone.
        if (output === 'json' && gone.length > 0) printJson(gone)
        throw error
      }
      if (output === 'json') return printJson(gone)
      if (gone.length === 0) printTalk('Nothing to prune.')
    })
}

/** `cluster web  (maker pid 42 on laptop gone, 2 nodes, 3 h old)` */
export function renderLeftover({ kind, name, why, createdAtMs }: Leftover, nowMs = Date.now()): string {
  const age = createdAtMs > 0 ? `, ${renderAge(nowMs - createdAtMs)} old` : ''
  return `${kind} ${name}  (${why}${age})`
}

function renderAge(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000))
  if (minutes < 1) return `${Math.max(0, Math.floor(ms / 1_000))} s`
  if (minutes < 60) return `${minutes} min`
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1_440)} d`
}
