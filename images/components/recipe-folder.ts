// Where a recipe's files lie.
import { join } from 'node:path'
import type { Recipe } from './recipe.ts'

/** The folder with the recipe's sources. */
export function recipeFolder(recipe: Recipe): string {
  return join(import.meta.dirname, '..', 'sources', recipe.component)
}

/** The folder with its go.mod and go.sum. */
export function pinsFolder(recipe: Recipe): string {
  return join(recipeFolder(recipe), recipe.pinned ?? '.')
}
