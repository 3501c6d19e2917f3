// containerd and ctr in one binary, see main.go, and the shim beside it.
import type { Recipe } from '../../components/recipe.ts'
import versions from '../../versions.json' with { type: 'json' }

const module = versions.containerd.module
const stamps = { [`${module}/version.Version`]: versions.containerd.version }
// Snapshotters of file systems that a node never has; overlayfs and native stay.
const tags = ['no_btrfs', 'no_devmapper', 'no_zfs']

export const containerd: Recipe<'containerd'> = {
  component: 'containerd',
  pins: [versions.containerd],
  programs: [
    { file: 'containerd', source: '.', links: ['ctr'], stamps, tags },
    { file: 'containerd-shim-runc-v2', source: `${module}/cmd/containerd-shim-runc-v2`, stamps, tags },
  ],
}
