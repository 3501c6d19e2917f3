// Copies files out of a module's folder, with the recipe's edits. Throws when an edit finds nothing to do: a new
// version of the module must not slip by half edited.
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { BorrowedSource } from './recipe.ts'

export async function borrowSource(source: BorrowedSource, moduleFolder: string, targetFolder: string): Promise<void> {
  const unused = new Set(source.edits)
  for (const { from, to } of await listFiles(join(moduleFolder, source.from), join(targetFolder, source.to))) {
    let text = await readFile(from, 'utf8')
    for (const edit of source.edits ?? []) {
      if (!text.includes(edit.find)) continue
      unused.delete(edit)
      text = text.replace(edit.find, () => edit.replace)
    }
    await mkdir(dirname(to), { recursive: true })
    await writeFile(to, text)
  }
  const [missed] = unused
  if (missed !== undefined)
    throw new Error(
      `${source.module}/${source.from} does not contain ${JSON.stringify(missed.find)}: its recipe must follow the new version`,
    )
}

/** The file itself, or a folder's Go files without its tests and without what lies deeper. */
async function listFiles(from: string, to: string): Promise<{ from: string; to: string }[]> {
  if (!(await stat(from)).isDirectory()) return [{ from, to }]
  const names = (await readdir(from)).filter((name) => name.endsWith('.go') && !name.endsWith('_test.go'))
  return names.map((name) => ({ from: join(from, name), to: join(to, name) }))
}
