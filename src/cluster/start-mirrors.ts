// A cluster → the mirrors it pulls by, found or started. May be done again, by several clusters at once.
import { getCACertificates } from 'node:tls'
import type { Engine } from '../docker/connect.ts'
import { inspectContainer, removeContainer } from '../docker/containers.ts'
import { type Mirror, planMirror, planMirrors } from '../plan/mirror.ts'
import { registryListens } from '../plan/registry.ts'
import { startConfigured } from './create-node.ts'
import { type Cluster } from './cluster.ts'
import { requireRegistryImage } from './find-registry-image.ts'
import { listMirrors } from './list-mirrors.ts'
import { shareContainer } from './share-container.ts'

/**
 * Its nodes are there already: by them the mirrors are in use, and nobody takes them away. Throws KIND_IMAGE_MISSING, KIND_CLUSTER_EXISTS
 * when something else has the name of one.
 */
export async function startMirrors(
  { engine, spec, containers }: Pick<Cluster, 'engine' | 'spec' | 'containers'>,
  signal: AbortSignal,
): Promise<void> {
  const [first] = containers
  const network = Object.keys(first.addresses)[0] ?? 'kind'
  const mirrors = planMirrors(spec ?? {}, network)
  if (mirrors.length === 0) return
  const { environment } = await inspectContainer(engine, first.id)
  const proxyEnv = environment.filter((variable) => /^(https?|no)_proxy=/i.test(variable))
  await Promise.all(mirrors.map((mirror) => start(engine, { mirror, network, proxyEnv }, signal)))
}

async function start(
  engine: Engine,
  wanted: { readonly mirror: Mirror; readonly network: string; readonly proxyEnv: readonly string[] },
  signal: AbortSignal,
): Promise<void> {
  await shareContainer(
    engine,
    {
      find: async () => (await listMirrors(engine)).find(({ name }) => name === wanted.mirror.name)?.container,
      make: async () => {
        const image = await requireRegistryImage(engine)
        // Those of Node.js: of the images that a mirror may be made of, one brings none. With them goes what NODE_EXTRA_CA_CERTS names.
        await startConfigured(engine, planMirror({ ...wanted, image, certificates: getCACertificates('default') }))
      },
      // It has nothing of its own, and its network may be another one.
      revive: ({ id }) => removeContainer(engine, id),
      serves: registryListens,
    },
    signal,
  )
}
