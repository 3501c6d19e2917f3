// The image of a registry, built from its module once: there may be none to pull.
import { join } from 'node:path'
import { buildRegistryImage } from '../../images/registry.ts'
import { connectEngine } from '../../src/docker/connect.ts'

export async function ensureRegistryImage(): Promise<void> {
  const engine = await connectEngine(process.env, new AbortController().signal)
  await buildRegistryImage(engine, { cacheDir: join(import.meta.dirname, '../../.cache') })
}
