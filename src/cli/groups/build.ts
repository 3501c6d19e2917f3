// build …
import type { Command } from 'commander'

export function addBuildCommands(program: Command): void {
  program
    .command('build')
    .description('builds images')
    .command('node-image [source]')
    .description('builds the base image and the node image from sources; needs Go, a C compiler and package registries')
    .option('--image <reference>', "another name for the image, beside this release's own")
    .option('--type <type>', 'release: the one kind of source there is here')
    .option('--base-image <reference>', 'not supported: the base image is built, too')
    .option('--arch <architecture>', "the engine's own: nothing is emulated")
    .action(async (source, options) => (await import('../commands/build-node-image.ts')).buildNodeImageCommand(source, options))
}
