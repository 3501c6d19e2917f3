// Makes sure every node's image is on the engine: present, else pulled.
import { findImage, pullImage } from '../../docker/images.ts'
import type { Engine } from '../../docker/connect.ts'
import { DockerError, describeError } from '../../support/errors.ts'
import { findPresentImage } from '../../nodes/find-node-image.ts'
import { planImageCandidates } from '../../plan/node-image.ts'
import type { BootAction, PrepareContext } from '../action.ts'

export const ensureImages: BootAction<PrepareContext> = {
  name: 'ensure-images',
  async run({ engine, spec, signal }) {
    const asked = new Set(spec.nodes.map((node) => node.image))
    await Promise.all([...asked].map((image) => (image === null ? ensureDefault(engine, spec.version, signal) : ensureAsked(engine, image, signal))))
  },
}

async function ensureAsked(engine: Engine, reference: string, signal: AbortSignal): Promise<void> {
  if (await findImage(engine, reference)) return
  await pullImage(engine, reference, { signal })
}

/** A built image is taken before a pull is tried: whoever built one wants no network. */
async function ensureDefault(engine: Engine, version: string, signal: AbortSignal): Promise<void> {
  if (await findPresentImage(engine, version)) return
  const { stock, built } = planImageCandidates(version)
  try {
    await pullImage(engine, stock, { signal })
  } catch (error) {
    signal.throwIfAborted()
    throw new DockerError('KIND_IMAGE_MISSING', {
      what: `no node image for Kubernetes ${version}: neither ${stock} nor ${built} is here, and the pull failed`,
      seen: [describeError(error)],
      do: 'npx vitest-kind build node-image (needs no container registry)',
      cause: error,
    })
  }
}
