// One recipe → its finished directory. It appears whole or not at all: built beside, then renamed.
import { mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { currentProcess, isProcessGone, parseIdentity, renderIdentity } from '../../src/support/process-identity.ts'
import type { GoToolchain } from './go-toolchain.ts'
import { planCompile } from './plan-compile.ts'
import { requireArchitecture } from './program-architecture.ts'
import type { Recipe } from './recipe.ts'
import { type CompilerStep, runCompiler } from './run-compiler.ts'
import { stageSources } from './stage-sources.ts'

export interface BuildOptions {
  readonly go: GoToolchain
  readonly signal?: AbortSignal | undefined
  readonly onStep: (step: CompilerStep) => void
}

// No build takes that long; what a machine that is gone has left in a shared cache is told by it.
const longestBuildMs = 24 * 3600_000

/** Removes what killed builds left in the folder of the components. */
export async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const folder = join(parent, name)
    if (name.includes('.part-') && (await isAbandoned(folder))) await rm(folder, { recursive: true, force: true })
  }
}

async function isAbandoned(folder: string): Promise<boolean> {
  const builder = parseIdentity(await readFile(join(folder, 'builder'), 'utf8').catch(() => ''))
  const gone = builder && isProcessGone(builder)
  if (gone !== undefined) return gone
  const { mtimeMs = Date.now() } = (await stat(folder).catch(() => undefined)) ?? {}
  return Date.now() - mtimeMs > longestBuildMs
}

/** Builds into `target`. */
export async function buildComponent(recipe: Recipe, target: string, { go, signal, onStep }: BuildOptions): Promise<void> {
  const scratch = `${target}.part-${process.pid}`
  await rm(scratch, { recursive: true, force: true })
  const bin = join(scratch, 'out', 'bin')
  // Go's work folder too, so that a killed build leaves no gigabyte elsewhere.
  const env = { ...go.env, GOTMPDIR: join(scratch, 'tmp') }
  await mkdir(bin, { recursive: true })
  await writeFile(join(scratch, 'builder'), renderIdentity(currentProcess()))
  await mkdir(env.GOTMPDIR)
  try {
    const cwd = await stageSources(recipe, go, join(scratch, 'src'))
    for (const program of recipe.programs) {
      const file = join(bin, program.file)
      await runCompiler(planCompile(program, file, go.crossTools), { cwd, env, signal, onStep })
      await requireArchitecture(file, go.architecture)
      for (const link of program.links ?? []) await symlink(program.file, join(bin, link))
    }
    await rename(join(scratch, 'out'), target).catch(acceptIfThere)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** Another process may have finished the same component meanwhile: equal hash, equal content. */
function acceptIfThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
}
