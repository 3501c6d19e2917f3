// One recipe → its finished directory. It appears whole or not at all: built beside, then renamed.
import { mkdir, rename, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { GoToolchain } from './go-toolchain.ts'
import { planCompile } from './plan-compile.ts'
import type { Recipe } from './recipe.ts'
import { runCompiler } from './run-compiler.ts'
import { stageSources } from './stage-sources.ts'

export interface BuildOptions {
  readonly go: GoToolchain
  readonly signal?: AbortSignal | undefined
  readonly onPackage: () => void
}

/** Builds into `target`. */
export async function buildComponent(recipe: Recipe, target: string, { go, signal, onPackage }: BuildOptions): Promise<void> {
  const scratch = `${target}.part-${process.pid}`
  await rm(scratch, { recursive: true, force: true })
  const bin = join(scratch, 'out', 'bin')
  await mkdir(bin, { recursive: true })
  try {
    const cwd = await stageSources(recipe, go, join(scratch, 'src'))
    for (const program of recipe.programs) {
      await runCompiler(planCompile(program, join(bin, program.file)), { cwd, env: go.env, signal, onPackage })
      for (const link of program.links ?? []) await symlink(program.file, join(bin, link))
    }
    await rename(join(scratch, 'out'), target)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
