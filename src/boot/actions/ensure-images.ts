// Makes sure every node's image, and those of the load balancer and of registries, are on the engine: present, else pulled.
import { findImage, pullImage } from '../../docker/images/images.ts'
import type { Engine } from '../../docker/connect.ts'
import { DockerError, describeError, isKindError } from '../../support/errors.ts'
import { findLoadBalancerImage } from '../../cluster/find-load-balancer-image.ts'
import { requireRegistryImage } from '../../cluster/find-registry-image.ts'
import { findTakenImage } from '../../cluster/find-node-image.ts'
import { describeImageRemedy, describeUntried, planImageCandidates } from '../../plan/node-image.ts'
import { needsLoadBalancer, stockLoadBalancerImage } from '../../plan/load-balancer.ts'
import type { BootAction, PrepareContext } from '../action.ts'

export const ensureImages: BootAction<PrepareContext> = {
  name: 'ensure-images',
  async run({ engine, spec, signal, amount, detail, notice }) {
    const pull: Pull = async (reference) => {
      detail(1, `pulling ${reference}`)
      await pullImage(engine, reference, { onAmount: amount })
    }
    const asked = new Set(spec.nodes.map((node) => node.image))
    await Promise.all(
      [...asked].map((image) =>
        image === null ? ensureDefault(engine, spec.version, { pull, signal, notice }) : ensureAsked(engine, image, pull),
      ),
    )
    if (spec.registry || Object.keys(spec.mirrors).length > 0) await requireRegistryImage(engine)
    if (needsLoadBalancer(spec) && (await findLoadBalancerImage(engine, spec)) === undefined) await pullLoadBalancerImage({ pull, signal })
  },
}

type Pull = (reference: string) => Promise<void>

async function ensureAsked(engine: Engine, reference: string, pull: Pull): Promise<void> {
  if (await findImage(engine, reference)) return
  await pull(reference)
}

/** A built image is taken before a pull is tried: whoever built one wants no network. */
async function ensureDefault(
  engine: Engine,
  version: string,
  { pull, signal, notice }: { readonly pull: Pull } & Pick<PrepareContext, 'signal' | 'notice'>,
): Promise<void> {
  const present = await findTakenImage(engine, version)
  const { stock, built } = planImageCandidates(version)
  if (!present || present.isOtherBuild) {
    try {
      await pull(stock)
      return tell(describeUntried(version), notice)
    } catch (error) {
      signal.throwIfAborted()
      if (!present)
        throw new DockerError('KIND_IMAGE_MISSING', {
          what: `no node image for Kubernetes ${version}: neither ${stock} nor ${built} is here, and the pull failed`,
          seen: [describeError(error), ...(isKindError(error) ? (error.facts.seen ?? []) : [])],
          do: describeImageRemedy(version),
          cause: error,
        })
    }
  }
  tell(present.notice, notice)
}

function tell(text: string | undefined, notice: PrepareContext['notice']): void {
  if (text !== undefined) notice(text)
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
