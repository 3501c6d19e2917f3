// load …
import type { Command } from 'commander'
import { withName } from './name-option.ts'

const nodesFlag = ['--nodes <names>', 'only these nodes, separated by commas', addNames] as const

export function addLoadCommands(program: Command): void {
  const group = program.command('load').description('loads images into the nodes of a cluster')
  withName(group.command('docker-image <images...>').description("loads images of the engine; nodes that have one already are left alone"))
    .option(...nodesFlag)
    .action(async (images: string[], options) => (await import('../commands/load.ts')).loadImagesCommand(images, options))
  withName(group.command('image-archive <archives...>').description('loads image archives; "-" reads one from stdin'))
    .option(...nodesFlag)
    .action(async (archives: string[], options) => (await import('../commands/load.ts')).loadArchivesCommand(archives, options))
}

/** Said twice, it adds, as kind's does. */
function addNames(text: string, before: readonly string[] = []): string[] {
  return [...before, ...text.split(',').filter((name) => name !== '')]
}
