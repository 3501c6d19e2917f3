// containerd, ctr and crictl in one binary, see main.go, and the shim beside it. crictl speaks to containerd in the very versions of
// gRPC, of Kubernetes' CRI and of OpenTelemetry that containerd is made with.
import { mainAsPackage, type Recipe } from '../../components/recipe.ts'
import versions from '../../versions.json' with { type: 'json' }

const module = versions.containerd.module
const criTools = versions['cri-tools']
const stamps = { [`${module}/version.Version`]: versions.containerd.version, [`${criTools.module}/pkg/version.Version`]: criTools.version }
// Snapshotters of file systems that a node never has; overlayfs and native stay.
const tags = ['no_btrfs', 'no_devmapper', 'no_zfs']

export const containerd: Recipe<'containerd'> = {
  component: 'containerd',
  pins: [versions.containerd, criTools],
  borrowed: [
    {
      module: criTools.module,
      from: 'cmd/crictl',
      to: 'crictl',
      edits: [
        ...mainAsPackage('crictl'),
        // The framework of its test suite, for one constant: without it the binary has no Ginkgo in it.
        { find: `\t"${criTools.module}/pkg/framework"\n`, replace: '' },
        { find: 'OS == framework.OSWindows', replace: `OS == "windows"` },
        { find: 'OS != framework.OSWindows', replace: `OS != "windows"` },
      ],
    },
  ],
  programs: [
    { file: 'containerd', source: '.', links: ['ctr', 'crictl'], stamps, tags },
    { file: 'containerd-shim-runc-v2', source: `${module}/cmd/containerd-shim-runc-v2`, stamps, tags },
  ],
}
