// A recipe → the hash of all that decides what comes out: its files, its compiler calls, and the compiler when one is named.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { GoToolchain } from './go-toolchain.ts'
import { planCompile } from './plan-compile.ts'
import type { Recipe } from './recipe.ts'
import { pinsFolder, recipeFolder } from './recipe-folder.ts'

/** 12 hex digits; builds nothing. */
export async function hashComponent(recipe: Recipe, go?: Pick<GoToolchain, 'version' | 'architecture'>): Promise<string> {
  const hash = createHash('sha256')
  for (const file of await listFiles(recipe)) {
    hash
      .update(`${basename(file)}\0`)
      .update(await readFile(file))
      .update('\0')
  }
  const calls = recipe.programs.map((program) => ({ ...planCompile(program, program.file), links: program.links }))
  hash.update(JSON.stringify([calls, recipe.borrowed, go?.version, go?.architecture]))
  return hash.digest('hex').slice(0, 12)
}

/** recipe.ts itself is left out: what it says is in the calls, and its comments build nothing. */
async function listFiles(recipe: Recipe): Promise<string[]> {
  const folders = [...new Set([recipeFolder(recipe), pinsFolder(recipe)])]
  const found = await Promise.all(
    folders.map(async (folder) => (await readdir(folder, { withFileTypes: true })).map((entry) => ({ folder, entry }))),
  )
  return found
    .flat()
    .filter(({ entry }) => entry.isFile() && !entry.name.endsWith('.ts'))
    .map(({ folder, entry }) => join(folder, entry.name))
    .toSorted()
}
