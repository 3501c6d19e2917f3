// The engine of Docker 29, with its proxy of published ports: what users have, where the host of the tests has Debian's. Not part of the node image.
import type { Recipe } from '../../components/recipe.ts'
import versions from '../../versions.json' with { type: 'json' }

const { module, docker } = versions.moby
// As its own build scripts set them.
const stamps = { [`${module}/dockerversion.Version`]: docker, [`${module}/dockerversion.GitCommit`]: 'module' }

export const moby: Recipe<'moby'> = {
  component: 'moby',
  pins: [versions.moby],
  programs: [
    { file: 'dockerd', source: `${module}/cmd/dockerd`, stamps, tags: ['exclude_graphdriver_btrfs'] },
    { file: 'docker-proxy', source: `${module}/cmd/docker-proxy` },
  ],
}
