// containerd's patches, taken together → what containerd refuses of them: mirrors beside a folder of registries. It would end then, and
// no node would say why.
import { parse } from 'smol-toml'
import { listMirrors } from '../mirrors.ts'
import type { ClusterOptions } from '../options.ts'
import { isFields } from '../../support/is-fields.ts'
import type { Problem } from './problem.ts'

export function findRegistryProblems(options: ClusterOptions): Problem[] {
  // They could take either out again.
  if (options.containerdConfigPatchesJSON6902?.length) return []
  const patches = (options.containerdConfigPatches ?? []).map((text, index) => ({
    path: `containerdConfigPatches[${index}]`,
    ...read(text),
  }))
  // A patch that names a version is for nodes of that one alone, and which theirs is, is not known here.
  const met = [2, 3].map((version) => {
    const fitting = patches.filter((patch) => (patch.version ?? version) === version)
    return plugins.map((plugin) => findMeeting(fitting, plugin)).find((meeting) => meeting !== undefined)
  })
  const [one] = met
  const mirrors = patches.find(({ registries = {} }) => plugins.some((plugin) => registries[plugin]?.['mirrors'] !== undefined))
  const asked = options.registry ? 'registry: true' : listMirrors(options.mirrors ?? []).length > 0 ? 'the option mirrors' : undefined
  if (asked !== undefined && mirrors)
    return [[mirrors.path, `registry mirrors cannot stand beside ${asked}, for which nodes look into a folder of registries`]]
  if (one === undefined || met.includes(undefined)) return []
  const where = one.mirrors === one.folder ? '' : `; ${one.folder} gives one`
  return [
    [
      one.mirrors,
      `registry mirrors cannot stand beside a config_path${where}: leave them out, and write hosts.toml files into that folder of the nodes`,
    ],
  ]
}

interface RegistryPatch {
  readonly path: string
  readonly version?: number | undefined
  /** By plugin. */
  readonly registries?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** Plugins by which containerd 1 and 2 call what pulls images. */
const plugins = ['io.containerd.grpc.v1.cri', 'io.containerd.cri.v1.images']

/** What cannot be read is told elsewhere. */
function read(text: string | undefined): Omit<RegistryPatch, 'path'> {
  try {
    const { version, plugins: written } = parse(text ?? '')
    const registries = Object.fromEntries(
      plugins.flatMap((name) => {
        const plugin = isFields(written) ? written[name] : undefined
        return isFields(plugin) && isFields(plugin['registry']) ? [[name, plugin['registry']] as const] : []
      }),
    )
    return { version: version === undefined ? undefined : Number(version), registries }
  } catch {
    return {}
  }
}

function findMeeting(patches: readonly RegistryPatch[], plugin: string): { readonly mirrors: string; readonly folder: string } | undefined {
  const gives = (key: string): RegistryPatch[] => patches.filter(({ registries }) => registries?.[plugin]?.[key] !== undefined)
  const mirrors = gives('mirrors').at(0)
  // The last one counts, and an empty one takes the folder away.
  const folder = gives('config_path').at(-1)
  return mirrors && folder?.registries?.[plugin]?.['config_path'] ? { mirrors: mirrors.path, folder: folder.path } : undefined
}
