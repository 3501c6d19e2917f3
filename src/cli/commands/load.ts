// load docker-image, load image-archive: into the nodes of a cluster, ours or kind's.
import { Option, type Command } from '@commander-js/extra-typings'
import { nameFlag } from '../cluster-flag.ts'
import { commandContext } from '../command-context.ts'
import { watchAmounts } from '../watch-amounts.ts'

export function addLoadCommands(program: Command): void {
  const group = program.command('load').description('loads images into the nodes of a cluster')
  group
    .command('docker-image <images...>')
    .description('loads images of the engine; nodes that have one already are left alone')
    .addOption(nameFlag())
    .addOption(nodesFlag())
    .action(async (images, target) => {
      const { loadIntoCluster } = await import('../../verbs/load.ts')
      await watchAmounts('load', await commandContext(), (context) => loadIntoCluster(images, target, context))
    })
  group
    .command('image-archive <archives...>')
    .description('loads image archives; "-" reads one from stdin')
    .addOption(nameFlag())
    .addOption(nodesFlag())
    .action(async (archives, target) => {
      const { loadArchivesIntoCluster } = await import('../../verbs/load.ts')
      const sources = archives.map((archive) => (archive === '-' ? process.stdin : archive))
      await watchAmounts('load', await commandContext(), (context) => loadArchivesIntoCluster(sources, target, context))
    })
}

/** Said twice, it adds, as kind's does. */
function nodesFlag() {
  return new Option('--nodes <names>', 'only these nodes, separated by commas')
    .default([])
    .argParser((text: string, before: string[]): string[] => [...before, ...text.split(',').filter((name) => name !== '')])
}
