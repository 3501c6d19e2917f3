// build …
import type { Command } from 'commander'

export function addBuildCommands(program: Command): Command {
  const group = program.command('build').description('builds images')
  group
    .command('node-image')
    .description('builds the base image and the node image from sources; needs Go, a C compiler and package registries')
    .action(async () => (await import('../commands/build-node-image.ts')).buildNodeImageCommand())
  return group
}
