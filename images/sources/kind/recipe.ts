// The kind CLI, the peer we measure against and must work with. Not part of the node image.
import type { Recipe } from '../../components/recipe.ts'
import versions from '../../versions.json' with { type: 'json' }

export const kind: Recipe<'kind'> = {
  component: 'kind',
  pins: [versions.kind],
  programs: [{ file: 'kind', source: versions.kind.module }],
}
