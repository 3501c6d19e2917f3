// The CNI plugins as one binary: apart each would bring the Go runtime and netlink along, 3 to 5 MB a piece.
// They are mains, so they are borrowed as packages of our own module; main.go picks one by argv[0].
import { mainAsPackage, type Recipe } from '../../components/recipe.ts'
import versions from '../../versions.json' with { type: 'json' }

const { module, version } = versions['cni-plugins']

/** Folder below plugins/ → the name it is called by is its last part. */
const plugins = ['main/bridge', 'main/loopback', 'main/ptp', 'ipam/host-local', 'ipam/static', 'meta/bandwidth', 'meta/firewall', 'meta/portmap', 'meta/tuning']

export const cniPlugins: Recipe<'cni-plugins'> = {
  component: 'cni-plugins',
  pins: [versions['cni-plugins']],
  borrowed: plugins.map((plugin) => ({
    module,
    from: `plugins/${plugin}`,
    to: packageName(plugin),
    edits: mainAsPackage(packageName(plugin)),
  })),
  programs: [
    {
      file: 'cni-plugins',
      source: '.',
      links: plugins.map(baseName),
      stamps: { [`${module}/pkg/utils/buildversion.BuildVersion`]: version },
    },
  ],
}

function baseName(plugin: string): string {
  return plugin.slice(plugin.indexOf('/') + 1)
}

function packageName(plugin: string): string {
  return baseName(plugin).replace('-', '')
}
