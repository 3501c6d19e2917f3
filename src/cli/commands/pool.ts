// pool: spare clusters that wait, frozen; their names on stdout, one a line.
import { type Command, InvalidArgumentError } from '@commander-js/extra-typings'
import { commandContext, workingFolder } from '../command-context.ts'
import { printData, printTalk } from '../output.ts'
import { parseDuration } from '../parse-duration.ts'

export function addPoolCommand(program: Command): void {
  program
    .command('pool')
    .description('has spare clusters wait, frozen, for runs that ask for the same with `pool`; 0 removes them')
    .option('--size <number>', 'how many wait', parseSize, 1)
    .option('--config <file>', 'kind configuration of the clusters')
    .option('--version <version>', 'Kubernetes version')
    .option('--ttl <duration>', 'how long one waits before it is removed, such as 1h', parseDuration)
    .action(async ({ size, config, version, ttl }) => {
      const [{ fillPool }, { resolveRequest }, { startKeeper }] = await Promise.all([
        import('../../verbs/pool/fill-pool.ts'),
        import('../../verbs/request/request.ts'),
        import('../../keeper/start.ts'),
      ])
      const place = { source: 'the command line', directory: workingFolder() }
      const request = await resolveRequest({ ...(config && { config }), ...(version && { version }), pool: size }, place)
      const context = await commandContext({ writes: true })
      const names = await fillPool(request, { size, ...(ttl !== undefined && { ttlMs: ttl }) }, context)
      for (const name of names) printData(name)
      if (names.length === 0) return printTalk('No spare cluster waits.')
      const { environment, artifactsDirectory } = context
      await startKeeper({ request, size, ...(ttl !== undefined && { ttlMs: ttl }), environment, artifactsDirectory })
    })
}

function parseSize(text: string): number {
  if (!/^[0-8]$/.test(text)) throw new InvalidArgumentError('not a number from 0 to 8')
  return Number(text)
}
