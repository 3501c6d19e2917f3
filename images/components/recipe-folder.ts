// Where a recipe's files lie.
import { join } from 'node:path'
import type { Recipe } from './recipe.ts'

/** The folder with the recipe's go.mod, go.sum and main.go. */
export function recipeFolder(recipe: Recipe): string {
  return join(import.meta.dirname, '..', 'sources', recipe.component)
}
