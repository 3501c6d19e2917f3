// An image of the registry, where `registry:3` cannot be pulled: one binary.
import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pack } from 'tar-stream'
import type { Engine } from '../src/docker/connect.ts'
import { findImage } from '../src/docker/images/images.ts'
import { builtRegistryImage } from '../src/plan/registry.ts'
import { type BuildComponentsOptions, buildRegistry } from './components.ts'
import { buildImage } from './engine/build-image.ts'
import versions from './versions.json' with { type: 'json' }

// As the published one has it.
const dockerfile = `FROM scratch
COPY registry /bin/registry
ENV PATH=/bin OTEL_TRACES_EXPORTER=none
VOLUME /var/lib/registry
EXPOSE 5000
ENTRYPOINT ["registry"]
`

/** Its name. One of that version that is there already stays. */
export async function buildRegistryImage(engine: Engine, options: BuildComponentsOptions): Promise<string> {
  const tag = `${builtRegistryImage}:${versions.registry.version}`
  if (await findImage(engine, tag)) return tag
  const binary = await buildRegistry(options)
  const context = pack()
  context.entry({ name: 'Dockerfile' }, dockerfile)
  context.entry({ name: 'registry', mode: 0o755 }, await readFile(binary))
  context.finalize()
  await buildImage(engine, { tag, context: Readable.from(context), dockerfile: 'Dockerfile' })
  return tag
}
