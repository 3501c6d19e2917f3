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
  hash.update(JSON.stringify([calls, recipe.borrowed, recipe.edited, go?.version, go?.architecture]))
  return hash.digest('hex').slice(0, 12)
}

/** TypeScript is left out: what it says is in the calls and edits, and its comments build nothing. So are the pins of other versions. */
async function listFiles(recipe: Recipe): Promise<string[]> {
  const [folder, pins] = [recipeFolder(recipe), pinsFolder(recipe)]
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  const others = new Set(files.filter(({ name }) => name === 'go.mod').map(({ parentPath }) => parentPath))
  others.delete(folder)
  others.delete(pins)
  return files
    .filter(({ name, parentPath }) => !name.endsWith('.ts') && !others.has(parentPath))
    .map(({ name, parentPath }) => join(parentPath, name))
    .toSorted()
}
