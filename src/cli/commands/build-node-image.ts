// build node-image: runs the build program that ships beside dist, and passes on its exit code. kind's flags are taken where
// they mean something here; the others are refused before anything is built.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { arch } from 'node:os'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { nodeImages } from '../../config/defaults.ts'
import { ConfigError } from '../../support/errors.ts'

export interface BuildNodeImageFlags {
  readonly image?: string
  readonly type?: string
  readonly baseImage?: string
  readonly arch?: string
}

// The build program is not part of src: it is TypeScript that ships as it is, and tsx runs it.
const program = fileURLToPath(new URL('../../../images/build.ts', import.meta.url))
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

export async function buildNodeImageCommand(source: string | undefined, flags: BuildNodeImageFlags): Promise<void> {
  const problems = listUnsupported(source, flags)
  if (problems.length > 0) throw new ConfigError('KIND_CONFIG_INVALID', { what: 'such a node image cannot be built here', problems: [...problems, 'nothing was started'] })
  const child = spawn(process.execPath, ['--import', tsx, program, ...(flags.image === undefined ? [] : [flags.image])], { stdio: 'inherit' })
  const [code] = (await once(child, 'exit')) as [number | null]
  process.exitCode = code ?? 1
}

function listUnsupported(source: string | undefined, flags: BuildNodeImageFlags): string[] {
  const version = nodeImages[0]!.built.split(':v').at(-1)!
  const own = arch() === 'x64' ? 'amd64' : arch()
  return [
    ...(source === undefined || source.replace(/^v/, '') === version ? [] : [`source        "${source}": this release builds Kubernetes v${version}, from the Go modules in images/`]),
    ...(flags.type === undefined || flags.type === 'release' ? [] : [`--type        "${flags.type}": only release is known; the sources are pinned in images/`]),
    ...(flags.baseImage === undefined ? [] : ['--base-image  the base image is built from Debian packages along with it']),
    ...(flags.arch === undefined || flags.arch === own ? [] : [`--arch        "${flags.arch}": this machine builds ${own}`]),
  ]
}
