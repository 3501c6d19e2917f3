// Makes sure every node's image, and that of the load balancer, is on the engine: present, else pulled.
import { findImage, pullImage } from '../../docker/images.ts'
import type { Engine } from '../../docker/connect.ts'
import { DockerError, describeError } from '../../support/errors.ts'
import { findLoadBalancerImage } from '../../nodes/find-load-balancer-image.ts'
import { findPresentImage } from '../../nodes/find-node-image.ts'
import { planImageCandidates } from '../../plan/node-image.ts'
import { needsLoadBalancer, stockLoadBalancerImage } from '../../plan/load-balancer.ts'
import type { BootAction, PrepareContext } from '../action.ts'

export const ensureImages: BootAction<PrepareContext> = {
  name: 'ensure-images',
  async run({ engine, spec, signal, detail }) {
    const pull: Pull = async (reference) => {
      detail(1, `pulling ${reference}`)
      await pullImage(engine, reference, { signal })
    }
    const asked = new Set(spec.nodes.map((node) => node.image))
    await Promise.all([...asked].map((image) => (image === null ? ensureDefault(engine, spec.version, { pull, signal }) : ensureAsked(engine, image, pull))))
    if (needsLoadBalancer(spec) && (await findLoadBalancerImage(engine, spec)) === undefined) await pullLoadBalancerImage({ pull, signal })
  },
}

type Pull = (reference: string) => Promise<void>

async function ensureAsked(engine: Engine, reference: string, pull: Pull): Promise<void> {
  if (await findImage(engine, reference)) return
  await pull(reference)
}

/** A built image is taken before a pull is tried: whoever built one wants no network. */
async function ensureDefault(engine: Engine, version: string, { pull, signal }: { readonly pull: Pull; readonly signal: AbortSignal }): Promise<void> {
  if (await findPresentImage(engine, version)) return
  const { stock, built } = planImageCandidates(version)
  try {
    await pull(stock)
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

async function pullLoadBalancerImage({ pull, signal }: { readonly pull: Pull; readonly signal: AbortSignal }): Promise<void> {
  try {
    await pull(stockLoadBalancerImage)
  } catch (error) {
    signal.throwIfAborted()
    throw new DockerError('KIND_IMAGE_MISSING', {
      what: `no image for the load balancer of several control planes: the node image has no haproxy, ${stockLoadBalancerImage} is not here, and the pull failed`,
      seen: [describeError(error)],
      do: 'npx vitest-kind build node-image (that image has it), or docker load one of the two',
      cause: error,
    })
  }
}
