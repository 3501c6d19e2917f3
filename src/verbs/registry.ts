// The registry of a cluster: found or started, and pushed to.
import { startRegistry } from '../cluster/start-registry.ts'
import type { ImageSource } from '../config/image-options.ts'
import { buildImage } from '../docker/images/build-image.ts'
import { findImage } from '../docker/images/images.ts'
import { pushImage } from '../docker/images/push-image.ts'
import type { RegistryNames } from '../plan/registry.ts'
import { ConfigError, DockerError } from '../support/errors.ts'
import { parseImageReference } from '../support/image-reference.ts'
import { type ClusterContext, openCluster } from './context.ts'
import { takeImage } from './take-image.ts'

type RegistryContext = Pick<ClusterContext, 'environment' | 'signal'>

export interface PushRequest {
  /** Of the cluster. */
  readonly name: string
  /** An image of the engine, or a folder to build; not an archive. */
  readonly source: ImageSource
  /** Repository and tag in the registry. @default the image's own */
  readonly as?: string | undefined
  /** Where relative paths start. */
  readonly directory: string
}

/** Throws KIND_CONFIG_INVALID for a cluster that was not asked for with a registry, KIND_IMAGE_MISSING. */
export async function openRegistry(name: string, context: RegistryContext): Promise<RegistryNames> {
  const cluster = await openCluster(name, context)
  await using connection = await cluster.connect()
  return await startRegistry(cluster, { connection, signal: context.signal })
}

/** Gives the name by which pods pull it. Throws KIND_CONFIG_INVALID, KIND_IMAGE_MISSING, KIND_BUILD_FAILED, or what the registry said. */
export async function pushToRegistry({ name, source, as, directory }: PushRequest, context: RegistryContext): Promise<string> {
  const image = await takeImage(source, directory, 'pushed')
  if ('archive' in image)
    throw new ConfigError('KIND_CONFIG_INVALID', {
      what: `an archive cannot be pushed: ${image.archive}`,
      do: 'docker load it, and push it by its name',
    })
  const { engine } = await openCluster(name, context)
  const { host } = await openRegistry(name, context)
  const reference = 'build' in image ? image.build.tag : image.reference
  const path = planPath(as ?? reference)
  if ('build' in image) await buildImage(engine, image.build)
  else if (!(await findImage(engine, reference)))
    throw new DockerError('KIND_IMAGE_MISSING', {
      what: `an image to push to the registry is not on the engine: ${reference}`,
      seen: [`asked at ${engine.where}`],
      do: 'build or pull it first, or push a folder: registry.push({ build: … })',
    })
  await pushImage(engine, reference, `${host}/${path}`)
  return `${host}/${path}`
}

/** Without the registry that the image's name begins with. */
function planPath(name: string): string {
  const parsed = parseImageReference(name)
  if (typeof parsed === 'string')
    throw new ConfigError('KIND_CONFIG_INVALID', { what: `${JSON.stringify(name)} cannot be pushed: ${parsed}` })
  if (parsed.digest !== undefined || /^(sha256:)?[0-9a-f]{12,64}$/.test(name))
    throw new ConfigError('KIND_CONFIG_INVALID', {
      what: `${JSON.stringify(name)} cannot be pushed so: an image by its digest has no name in a registry`,
      do: "give it one: registry.push(image, { as: 'shop:1' })",
    })
  return `${parsed.repository.replace(/^library\//, '')}:${parsed.tag ?? 'latest'}`
}
