// The tests of the Container Runtime Interface, which run in a node. Not part of the node image: `npm run test:conformance` puts them in.
import type { Recipe } from '../../components/recipe.ts'
import versions from '../../versions.json' with { type: 'json' }

const { module, version } = versions['cri-tools']

export const critest: Recipe<'critest'> = {
  component: 'critest',
  pins: [versions['cri-tools']],
  borrowed: [{ module, from: 'cmd/critest/cri_test.go', to: 'cri_test.go' }],
  programs: [{ file: 'critest', source: '.', test: true, stamps: { [`${module}/pkg/version.Version`]: version } }],
}
