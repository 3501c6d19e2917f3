// A cluster → a file that holds its state, and such a file → a cluster, here or on another machine, with keys and tokens of its own.
import { resolve } from 'node:path'
import type { ClusterHandle } from '../cluster/handle.ts'
import { createMeter } from '../cluster/load-meter.ts'
import { tellAmounts } from '../boot/tell-amounts.ts'
import type { ClusterOptions } from '../config/options.ts'
import { resolveOptions } from '../config/resolve.ts'
import type { ClusterSpec } from '../config/spec.ts'
import { findImage } from '../docker/images/images.ts'
import { planImageCandidates } from '../plan/node-image.ts'
import { writeSnapshot, readSnapshot, type Snapshot } from '../state/snapshot/snapshot-file.ts'
import { stateKey } from '../state/state-key.ts'
import { takeImages } from '../state/take/take-images.ts'
import { readRevision, takeState } from '../state/take/take-state.ts'
import { KindError } from '../support/errors.ts'
import { packageVersion } from '../support/package-version.ts'
import { type ClusterContext, openCluster } from './context.ts'
import { createCluster } from './create.ts'
import type { ClusterRequest } from './request/request.ts'

export interface SavedSnapshot {
  /** Absolute. */
  readonly path: string
  readonly sizeBytes: number
  readonly kubernetesVersion: string
  readonly objects: number
  /** Names of the images that are in it. */
  readonly images: readonly string[]
}

export interface SaveOptions {
  /** Whether images that its nodes have beside those of the node image are put in: what was loaded or pulled. @default true */
  readonly images?: boolean
}

/**
 * Of now; the cluster goes on. Throws KIND_CLUSTER_UNKNOWN, KIND_STATE_UNUSABLE, KIND_DISK_FULL, or KIND_DOCKER_FAILED where a node does not give its
 * images; a file that was there stays then.
 */
export async function saveSnapshot(
  name: string,
  file: string,
  context: Pick<ClusterContext, 'environment' | 'onProgress' | 'signal'>,
  { images = true }: SaveOptions = {},
): Promise<SavedSnapshot> {
  const cluster = await openCluster(name, context)
  const { spec, engine, containers } = cluster
  const notice = (text: string): void => context.onProgress({ type: 'notice', cluster: cluster.name, text })
  if (!spec)
    throw new KindError('KIND_STATE_UNUSABLE', {
      what: `no snapshot can be taken of cluster "${cluster.name}": the kind program has made it, and nothing says of what`,
    })
  if (spec.networking.disableDefaultCNI)
    throw new KindError('KIND_STATE_UNUSABLE', {
      what: `no snapshot can be taken of cluster "${cluster.name}": it has a network of its user's (networking.disableDefaultCNI)`,
    })
  await using connection = await cluster.connect()
  const revision = await readRevision(connection, context.signal)
  const state = await takeState(cluster, { connection, revision, signal: context.signal })
  const image = await findImage(engine, containers[0].image)
  const key = stateKey({ spec, images: [image?.id ?? containers[0].image], manifests: [], by: packageVersion })
  const path = resolve(file)
  const header = { key, kubernetes: state.kubernetesVersion, createdAtMs: Date.now(), by: packageVersion }
  const taken = images && image ? await takeImages(cluster, { platform: image.platform, signal: context.signal, notice }) : undefined
  const names = taken?.images.images.map(({ name: its }) => its) ?? []
  const meter = createMeter(
    `saving ${names.length === 1 ? names[0]! : `${names.length} images`}`,
    tellAmounts(cluster.name, context.onProgress),
  )
  const { sizeBytes } = await writeSnapshot(path, {
    header,
    state: { ...state, spec, ...(taken && { images: taken.images }) },
    pack: taken?.pack,
    onBytes: meter.onBytes,
  }).finally(() => taken && meter.end())
  return {
    path,
    sizeBytes,
    kubernetesVersion: state.kubernetesVersion,
    objects: state.objects.length,
    images: names,
  }
}

/** Of the boot alone; all else is the snapshot's. */
export type RestoreOptions = Pick<ClusterOptions, 'bootTimeout' | 'keepOnFailure'>

/**
 * A new cluster that begins with what the file holds. Throws KIND_STATE_UNUSABLE, with the reason and before anything is made, for a file
 * that is damaged, no snapshot, of a release to come, or with images for another platform; KIND_CLUSTER_EXISTS; or what stopped the boot, and nothing of it is left.
 */
export async function restoreSnapshot(
  file: string,
  name: string | undefined,
  context: ClusterContext,
  options: RestoreOptions = {},
): Promise<ClusterHandle> {
  const path = resolve(file)
  const snapshot = await readSnapshot(path)
  if (!snapshot) throw new KindError('KIND_STATE_UNUSABLE', { what: `there is no snapshot ${path}` })
  const spec = readSpec(snapshot, path)
  const { policy, spec: named } = resolveOptions(name === undefined ? options : { ...options, name }, `the snapshot ${path}`)
  const request = { spec: { ...spec, name: named.name }, policy, named: name !== undefined }
  return createCluster(request, context, snapshot)
}

function readSpec({ state, header }: Snapshot, path: string): ClusterSpec {
  if (!state.spec) throw new KindError('KIND_STATE_UNUSABLE', { what: `the snapshot ${path} does not say what cluster it is of` })
  // The image of that very version; whichever of the minor is here may be another one.
  return { ...state.spec, version: header.kubernetes.replace(/^v/, '') }
}

/** Of the configuration and this package; no engine is asked, so that a job knows it before it has an image. */
export function cacheKey({ spec }: Pick<ClusterRequest, 'spec'>): string {
  const images = spec.nodes.map(({ image }) => image ?? planImageCandidates(spec.version).stock)
  return stateKey({ spec, images, manifests: [], by: packageVersion })
}
