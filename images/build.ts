// `npm run images` and `vitest-kind build node-image`: [--version 1.36] [--arch arm64] [--image <another name>]; `vitest-kind build
// registry-image`: --registry; `npx tsx images/build.ts --programs-for arm64`: what is compiled for a node image, for another architecture, and no image. Prints
// its progress to stderr and, on stdout, the image, or the folders of the programs. Run by tsx.
import { homedir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Architecture, findArchitectureProblem, isArchitecture } from '../src/config/architectures.ts'
import { readEnvironment } from '../src/config/env.ts'
import { connectEngine } from '../src/docker/connect.ts'
import { isKindError } from '../src/support/errors.ts'
import { buildNodeImage } from './build-node-image.ts'
import { buildComponents } from './components.ts'
import { planCacheDirectory } from './cache-directory.ts'
import { defaultKubernetes, type KubernetesVersion, requireKubernetesVersion } from './kubernetes-versions.ts'
import { buildRegistryImage } from './registry.ts'

const cacheDir = planCacheDirectory(join(import.meta.dirname, '..'), { home: homedir(), cacheHome: process.env['XDG_CACHE_HOME'] })
const abort = new AbortController()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => abort.abort(new Error(`stopped by ${name}`)))

try {
  console.log(await main())
} catch (error) {
  console.error(isKindError(error) || abort.signal.aborted ? (error as Error).message : error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function main(): Promise<string> {
  const { values } = parseArgs({
    options: {
      version: { type: 'string', default: defaultKubernetes },
      arch: { type: 'string' },
      image: { type: 'string' },
      registry: { type: 'boolean' },
      'programs-for': { type: 'string' },
    },
  })
  const version = requireKubernetesVersion(values.version)
  if (values['programs-for'] !== undefined) return buildPrograms(version, values['programs-for'])
  const engine = await connectEngine(readEnvironment().engine, abort.signal)
  if (values.registry) return buildRegistryImage(engine, { cacheDir, signal: abort.signal, onProgress: ({ text }) => console.error(text) })
  const image = await buildNodeImage({
    version,
    architecture: parseArchitecture(values.arch),
    engine,
    cacheDir,
    onProgress: (line) => console.error(line),
  })
  if (values.image === undefined) return image
  await engine.docker.getImage(image).tag(splitName(values.image))
  return values.image
}

/** Their folders, one a line. Each program is checked to be for that architecture. */
async function buildPrograms(version: KubernetesVersion, architecture: string): Promise<string> {
  const { signal } = abort
  return Object.values(
    await buildComponents(version, { cacheDir, architecture, signal, onProgress: ({ text }) => console.error(text) }),
  ).join('\n')
}

/** The command line has said all that is wrong with it before; this is for who calls the program itself. */
function parseArchitecture(text: string | undefined): Architecture | undefined {
  if (text === undefined || isArchitecture(text)) return text
  throw new Error(`--arch ${findArchitectureProblem(text)}`)
}

/** A colon before the last slash is that of a port. */
function splitName(name: string): { repo: string; tag: string } {
  const [, repo = name, tag = 'latest'] = /^(.+):([^:/]+)$/.exec(name) ?? []
  return { repo, tag }
}
