// build node-image, build registry-image: runs the build program that ships beside dist, and passes on its exit code. kind's flags are taken where
// they mean something here; the others are refused before anything is built.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Command } from '@commander-js/extra-typings'
import { findArchitectureProblem } from '../../config/architectures.ts'
import { buildableVersions, findBuildableVersion } from '../../config/node-images.ts'
import { ConfigError } from '../../support/errors.ts'
import { packageRoot } from '../../support/package-files.ts'

// The build program is not part of src: it is TypeScript that ships as it is, and tsx runs it.
const buildProgram = fileURLToPath(new URL('images/build.ts', packageRoot))

export function addBuildCommands(program: Command): void {
  const group = program.command('build').description('builds images')
  group
    .command('registry-image')
    .description('builds the image of the registry from its Go module, where registry:3 cannot be pulled; needs Go')
    .action(() => runBuild(['--registry']))
  group
    .command('node-image [source]')
    .description('builds the base image and the node image from sources; needs Go, a C compiler and package registries')
    .option('--version <version>', "Kubernetes version, such as '1.36'; the newest that is known otherwise")
    .option('--image <reference>', "another name for the image, beside this release's own")
    .option('--type <type>', 'release: the one kind of source there is here')
    .option('--base-image <reference>', 'not supported: the base image is built, too')
    .option(
      '--arch <architecture>',
      "amd64 or arm64; the engine's own otherwise. Of another one the name says so: vitest-kind/node:v1.37.2-arm64",
    )
    .action(buildNodeImage)
}

interface BuildFlags {
  readonly version?: string | undefined
  readonly image?: string | undefined
  readonly type?: string | undefined
  readonly baseImage?: string | undefined
  readonly arch?: string | undefined
}

async function buildNodeImage(source: string | undefined, flags: BuildFlags): Promise<void> {
  const problems = listUnsupported(source, flags)
  if (problems.length > 0)
    throw new ConfigError('KIND_CONFIG_INVALID', {
      what: 'such a node image cannot be built here',
      problems: [...problems, 'nothing was started'],
    })
  const wanted = { version: flags.version || source, image: flags.image, arch: flags.arch }
  const given = Object.entries(wanted).flatMap(([flag, value]) => (value ? [`--${flag}=${value}`] : []))
  await runBuild(given)
}

async function runBuild(given: readonly string[]): Promise<void> {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const child = spawn(process.execPath, ['--import', tsx, buildProgram, ...given], { stdio: 'inherit' })
  const [code] = (await once(child, 'exit')) as [number | null]
  process.exitCode = code ?? 1
}

function listUnsupported(source: string | undefined, flags: BuildFlags): string[] {
  const archProblem = flags.arch === undefined ? undefined : findArchitectureProblem(flags.arch)
  const known = `known: ${buildableVersions.join(', ')}, or a minor of them, from the Go modules that images/ pins`
  const isUnknown = (version: string | undefined): version is string => Boolean(version) && findBuildableVersion(version!) === undefined
  return [
    ...(isUnknown(source) ? [`source        "${source}": ${known}`] : []),
    ...(isUnknown(flags.version) ? [`--version     "${flags.version}": ${known}`] : []),
    ...(source && flags.version && findBuildableVersion(source) !== findBuildableVersion(flags.version)
      ? [`--version     "${flags.version}": the source is another one, "${source}"`]
      : []),
    ...(flags.type === undefined || flags.type === 'release'
      ? []
      : [`--type        "${flags.type}": only release is known; the sources are pinned in images/`]),
    ...(flags.baseImage === undefined ? [] : ['--base-image  the base image is built from Debian packages along with it']),
    ...(archProblem === undefined ? [] : [`--arch        ${archProblem}`]),
  ]
}
