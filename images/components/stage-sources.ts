// A recipe, its pins and the files it borrows → a folder that Go or gcc can build in. A recipe that has all in its own folder is
// built where it lies. A module of which a file is edited is copied, and built from the copy; Go verifies nothing of a copy, but what it is made of.
import { execFile } from 'node:child_process'
import { copyFile, cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { borrowSource } from './borrow-source.ts'
import type { GoToolchain } from './go-toolchain.ts'
import { pinsFolder, recipeFolder } from './recipe-folder.ts'
import type { Recipe } from './recipe.ts'

/** The folder to build in: the recipe's own, or a copy of it with the borrowed files as `scratchDir`. */
export async function stageSources(recipe: Recipe, go: GoToolchain, scratchDir: string): Promise<string> {
  const [folder, pins] = [recipeFolder(recipe), pinsFolder(recipe)]
  if (recipe.borrowed === undefined && recipe.edited === undefined && pins === folder) return folder
  await mkdir(scratchDir, { recursive: true })
  await cp(folder, scratchDir, { recursive: true })
  if (pins !== folder) for (const file of ['go.mod', 'go.sum']) await copyFile(join(pins, file), join(scratchDir, file))
  for (const source of recipe.borrowed ?? []) await borrowSource(source, await moduleFolder(source.module, pins, go), scratchDir)
  for (const [module, sources] of Map.groupBy(recipe.edited ?? [], (source) => source.module)) {
    const [original, copy] = [await moduleFolder(module, pins, go), join('edited', module)]
    await cp(original, join(scratchDir, copy), { recursive: true })
    for (const source of sources) await borrowSource({ ...source, to: source.from }, original, join(scratchDir, copy))
    await runGo(scratchDir, go, 'mod', 'edit', `-replace=${module}=./${copy}`)
  }
  return scratchDir
}

/** Where the module's verified source lies; `folder` holds the go.mod and go.sum that pin it. */
export async function moduleFolder(module: string, folder: string, go: GoToolchain): Promise<string> {
  return (JSON.parse(await runGo(folder, go, 'mod', 'download', '-json', module)) as { Dir: string }).Dir
}

async function runGo(cwd: string, go: GoToolchain, ...args: string[]): Promise<string> {
  return (await promisify(execFile)('go', args, { cwd, env: go.env })).stdout
}
