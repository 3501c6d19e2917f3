// A plan → what its boot begins with: a state that was handed over, one that the engine keeps, or nothing.
import { rm } from 'node:fs/promises'
import type { Engine } from '../docker/connect.ts'
import type { ClusterPlan } from '../plan/plan.ts'
import { findImage } from '../docker/images/images.ts'
import type { ClusterState, KeptState, LayersFile, StateImages } from '../state/cluster-state.ts'
import { preparedName, readPrepared, removePrepared } from '../state/prepared/prepared-image.ts'
import { readKey } from '../state/read-key.ts'
import { readSnapshot, snapshotPath } from '../state/snapshot/snapshot-file.ts'
import { describeError, KindError } from '../support/errors.ts'

export interface Begin {
  /** By which its state is kept; undefined when none is to be. */
  readonly key: string | undefined
  /** Put back in place of kubeadm's init. */
  readonly state: ClusterState | undefined
  /** Of the images that the state brings. */
  readonly layers?: LayersFile | undefined
}

interface Wish {
  readonly plan: ClusterPlan
  readonly begin?: KeptState | undefined
  readonly packageVersion: string
  notice(text: string): void
}

/** Throws KIND_STATE_UNUSABLE for a state that was handed over and is of another Kubernetes, or has images for other processors. */
export async function chooseBegin(engine: Engine, { plan, begin, packageVersion, notice }: Wish): Promise<Begin> {
  if (begin) {
    checkVersion(begin.state, plan)
    if (begin.state.images) await checkPlatform(engine, begin.state.images, plan)
    return { key: undefined, ...begin }
  }
  const { prepared, snapshot } = plan.policy
  if (!prepared && snapshot === null) return { key: undefined, state: undefined }
  // What is usable of it begins when the user has brought a network.
  if (plan.spec.networking.disableDefaultCNI) {
    notice('prepared and snapshot are of no use with networking.disableDefaultCNI: nodes wait for a network of yours')
    return { key: undefined, state: undefined }
  }
  const key = await readKey(plan, packageVersion)
  return {
    key,
    state:
      (prepared ? await findPrepared(engine, key, notice) : undefined) ??
      (snapshot === null ? undefined : await findSnapshot(snapshotPath(snapshot, key), notice)),
  }
}

/** The same, as a file. */
async function findSnapshot(path: string, notice: Wish['notice']): Promise<ClusterState | undefined> {
  try {
    return (await readSnapshot(path))?.state
  } catch (error) {
    notice(`${describeError(error)}; the boot begins from nothing`)
    await rm(path, { force: true }).catch(() => undefined)
    return undefined
  }
}

/** One that cannot be read is said, and removed: the boot that follows leaves a new one. */
async function findPrepared(engine: Engine, key: string, notice: Wish['notice']): Promise<ClusterState | undefined> {
  try {
    return await readPrepared(engine, key)
  } catch (error) {
    engine.signal.throwIfAborted()
    notice(`${describeError(error)}; the boot begins from nothing`)
    await removePrepared(engine, preparedName(key)).catch(() => undefined)
    return undefined
  }
}

function checkVersion({ kubernetesVersion }: ClusterState, plan: ClusterPlan): void {
  if (kubernetesVersion === plan.kubernetesVersion) return
  throw new KindError('KIND_STATE_UNUSABLE', {
    what: `a state of Kubernetes ${kubernetesVersion} cannot be put into a cluster of ${plan.kubernetesVersion}`,
    seen: [`node image: ${plan.nodes[0]!.image.reference}`],
  })
}

async function checkPlatform(engine: Engine, { platform }: StateImages, { nodes }: ClusterPlan): Promise<void> {
  for (const reference of new Set(nodes.map(({ image }) => image.reference))) {
    const its = (await findImage(engine, reference))?.platform
    if (its === undefined || isSamePlatform(its, platform)) continue
    throw new KindError('KIND_STATE_UNUSABLE', {
      what: `the images of a state of ${platform} cannot run in nodes of ${its}`,
      seen: [`node image: ${reference}`],
      do: 'vitest-kind snapshot save --no-images makes a snapshot without them, for every platform',
    })
  }
}

/** `linux/arm64/v8` is what `linux/arm64` means. */
function isSamePlatform(one: string, other: string): boolean {
  const plain = (platform: string): string => platform.replace(/^(.*\/arm64)\/v8$/, '$1')
  return plain(one) === plain(other)
}
