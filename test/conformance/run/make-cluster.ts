// A target → a cluster of it, by whoever makes such. Both have nodes that look for registries in files, so that images can be pulled by the names
// that the suite asks for.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse, stringify } from 'yaml'
import { createCluster } from '../../../src/api.ts'
import { registryFolder } from '../../../src/config/mirrors.ts'
import { createKind } from '../../bench/contenders/kind.ts'
import { findKind } from '../../support/run-kind.ts'
import type { Target } from './targets.ts'

export interface MakeOptions {
  readonly name: string
  /** The node image. */
  readonly image: string
  /** For what it leaves. */
  readonly directory: string
  readonly signal: AbortSignal
}

export async function makeCluster({ maker, shape }: Target, { name, image, directory, signal }: MakeOptions): Promise<void> {
  if (maker === 'ours') {
    await createCluster(
      { name, image, registry: true, containerdConfigPatches: [patientWithPlugins], ...shape },
      { artifactsDirectory: directory, signal },
    )
    return
  }
  const config = join(directory, 'kind.yaml')
  await writeFile(config, withPatches(await readFile(restricted, 'utf8'), [registryPatch, patientWithPlugins]))
  await createKind({ program: await findKind(), image, directory, config }).create(name, shape)
}

/** What this host needs of the real kind. */
const restricted = fileURLToPath(new URL('../../../fixtures/configs/kind-restricted-host.yaml', import.meta.url))

/** As kind's own guide to a local registry has it. */
const registryPatch = `[plugins."io.containerd.grpc.v1.cri".registry]\n  config_path = "${registryFolder}"\n`

// Two of critest's specs let containerd wait for a plugin of NRI for 2 s, which is just what it waits by default before it drops the plugin.
const patientWithPlugins = '[plugins."io.containerd.nri.v1.nri"]\n  plugin_request_timeout = "10s"\n'

function withPatches(config: string, patches: readonly string[]): string {
  const { containerdConfigPatches = [], ...rest } = parse(config) as { readonly containerdConfigPatches?: readonly string[] }
  return stringify({ ...rest, containerdConfigPatches: [...containerdConfigPatches, ...patches] })
}
