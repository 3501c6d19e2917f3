// The CNCF's registry, of which an image is made where `registry:3` cannot be pulled. Not part of the node image.
import type { Recipe } from '../../components/recipe.ts'
import versions from '../../versions.json' with { type: 'json' }

const { module, version } = versions.registry

export const registry: Recipe<'registry'> = {
  component: 'registry',
  pins: [versions.registry],
  programs: [{ file: 'registry', source: '.', stamps: { [`${module}/version.version`]: version } }],
}
