// helm, with which this repository's tests install charts. Not part of the node image.
import type { Recipe } from '../../components/recipe.ts'
import versions from '../../versions.json' with { type: 'json' }

const { module, version } = versions.helm

export const helm: Recipe<'helm'> = {
  component: 'helm',
  pins: [versions.helm],
  programs: [{ file: 'helm', source: `${module}/cmd/helm`, stamps: { [`${module}/internal/version.version`]: version } }],
}
