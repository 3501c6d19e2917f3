// A recipe and its module's borrowed files → a folder that Go or gcc can build in. Recipes without borrowed files
// are built where they lie.
import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { GoToolchain } from './go-toolchain.ts'
import type { BorrowedSource, Recipe } from './recipe.ts'
import { recipeFolder } from './recipe-folder.ts'

/** The folder to build in: the recipe's own, or a copy of it with the borrowed files under `scratchDir`. */
export async function stageSources(recipe: Recipe, go: GoToolchain, scratchDir: string): Promise<string> {
  const folder = recipeFolder(recipe)
  if (recipe.borrowed === undefined) return folder
  await mkdir(scratchDir, { recursive: true })
  await cp(folder, scratchDir, { recursive: true })
  for (const source of recipe.borrowed) await borrow(source, await moduleDir(source.module, folder, go), scratchDir)
  return scratchDir
}

/** Where the module's verified source lies; `folder` holds the go.mod and go.sum that pin it. */
async function moduleDir(module: string, folder: string, go: GoToolchain): Promise<string> {
  const { stdout } = await promisify(execFile)('go', ['mod', 'download', '-json', module], { cwd: folder, env: go.env })
  return (JSON.parse(stdout) as { Dir: string }).Dir
}

async function borrow(source: BorrowedSource, moduleFolder: string, targetFolder: string): Promise<void> {
  const from = join(moduleFolder, source.from)
  const to = join(targetFolder, source.to)
  const files = (await stat(from)).isDirectory() ? (await readdir(from)).filter(isGoSource).map((name) => [join(from, name), join(to, name)] as const) : [[from, to] as const]
  const unused = new Set(source.edits)
  for (const [original, copy] of files) {
    let text = await readFile(original, 'utf8')
    for (const edit of source.edits ?? []) {
      if (!text.includes(edit.find)) continue
      unused.delete(edit)
      text = text.replace(edit.find, edit.replace)
    }
    await mkdir(dirname(copy), { recursive: true })
    await writeFile(copy, text)
  }
  const [missed] = unused
  if (missed !== undefined) throw new Error(`${source.module}/${source.from} no longer contains ${JSON.stringify(missed.find)}: its recipe must follow the new version`)
}

function isGoSource(name: string): boolean {
  return name.endsWith('.go') && !name.endsWith('_test.go')
}
