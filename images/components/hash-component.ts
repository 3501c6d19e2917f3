// A recipe → the hash of all that decides what comes out: its files, its compiler calls, the compiler.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { GoToolchain } from './go-toolchain.ts'
import { planCompile } from './plan-compile.ts'
import type { Recipe } from './recipe.ts'
import { recipeFolder } from './recipe-folder.ts'

/** 12 hex digits; builds nothing. */
export async function hashComponent(recipe: Recipe, go: GoToolchain): Promise<string> {
  const folder = recipeFolder(recipe)
  const hash = createHash('sha256')
  // recipe.ts itself is left out: what it says is in the calls, and its comments build nothing.
  for (const name of (await readdir(folder)).filter((file) => !file.endsWith('.ts')).toSorted()) {
    hash.update(`${name}\0`).update(await readFile(join(folder, name))).update('\0')
  }
  const calls = recipe.programs.map((program) => ({ ...planCompile(program, program.file), links: program.links }))
  hash.update(JSON.stringify([calls, recipe.borrowed, go.version, go.architecture]))
  return hash.digest('hex').slice(0, 12)
}
