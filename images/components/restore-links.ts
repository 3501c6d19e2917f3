// A finished component → the same with its links as they were made. A cache that was copied without them holds each program as often
// as it has names, and an image made of it is four times as big.
import { readlink, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Recipe } from './recipe.ts'

export async function restoreLinks({ programs }: Pick<Recipe, 'programs'>, component: string): Promise<void> {
  for (const { file, links = [] } of programs) {
    for (const path of links.map((link) => join(component, 'bin', link))) {
      if ((await readlink(path).catch(() => undefined)) === file) continue
      await rm(path, { force: true })
      await symlink(file, path)
    }
  }
}
