// A Kubernetes version → recipes and components → its node image. Everything on the way is kept by content hash,
// so a second run does nothing, and says so within a second. What several versions have in common is made once.
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Architecture, isArchitecture } from '../src/config/architectures.ts'
import { type Engine, narrowEngine } from '../src/docker/connect.ts'
import { readEngineDetails } from '../src/docker/engine-details.ts'
import { acquireKernelLock } from '../src/support/kernel-lock.ts'
import { ensureBaseImage, hashBase } from './base/build-base.ts'
import { buildComponents, hashRecipes } from './components.ts'
import { removeBuildLeftovers } from './engine/build-leftovers.ts'
import { hashRecipe, isImageCurrent } from './engine/hash-recipe.ts'
import { askedTags, type KubernetesVersion } from './kubernetes-versions.ts'
import { assembleNodeImage, nodeImageName } from './node/assemble.ts'
import { planPreloadedImages } from './node/plan-images.ts'
import { readImageContents, requireContents } from './target/check-image.ts'
import { requireTarget } from './target/require-target.ts'
import { aimEngine, nameOn, targetOf } from './target/target-engine.ts'

export interface BuildNodeImageOptions {
  readonly version: KubernetesVersion
  /** Another one than the engine's own is part of the image's name, `vitest-kind/node:v1.37.2-arm64`. @default the engine's own */
  readonly architecture?: Architecture | undefined
  /** The one that is to have the image. Its signal ends the build: what is finished stays finished, nothing else stays. */
  readonly engine: Engine
  /** Go's caches and finished components; 4 GB when everything was built. */
  readonly cacheDir: string
  /** One line for each thing begun or done. */
  readonly onProgress?: (line: string) => void
}

/** The hash of everything a version's image is made from; a machine needs no compiler to tell whether an image is that one. */
async function hashNodeImage(version: KubernetesVersion): Promise<string> {
  const facts = [await hashRecipes(version), askedTags(version), await hashBase()]
  return hashRecipe([join(import.meta.dirname, 'node')], facts)
}

/** Whether the engine has the image as it would be built now. */
export async function isNodeImageCurrent(engine: Engine, version: KubernetesVersion): Promise<boolean> {
  return isImageCurrent(engine, nodeImageName(version), await hashNodeImage(version))
}

/** Resolves to the image's reference. Throws KIND_HOST_UNFIT before anything is built where the engine runs no programs of `architecture`. */
export async function buildNodeImage(options: BuildNodeImageOptions): Promise<string> {
  const { version, cacheDir, onProgress = () => {} } = options
  const began = performance.now()
  const say = (line: string): void => onProgress(`[${String(Math.round((performance.now() - began) / 1000)).padStart(4)} s] ${line}`)
  const { own, engine } = await chooseEngine(options.engine, options.architecture)
  const target = targetOf(engine)
  const nodeImage = nameOn(engine, nodeImageName(version))
  const hash = await hashNodeImage(version)
  if (await isImageCurrent(engine, nodeImage, hash)) {
    say(`${nodeImage} is present and up to date`)
    return nodeImage
  }
  if (target !== undefined) await requireTarget(options.engine, target, cacheDir)
  await mkdir(cacheDir, { recursive: true })
  const lock = await lockBuilds(engine, () => say('another process builds images on this engine: waiting for it'))
  try {
    if (!(await isImageCurrent(engine, nodeImage, hash))) {
      await removeBuildLeftovers(engine)
      const { baseImage, components } = await buildParts(version, engine, { cacheDir, architecture: target ?? own, onProgress: say })
      // What assembles it knows of no other architecture, nor of what the image is called then.
      const sayOf = (line: string): void => say(line.replace(nodeImageName(version), nodeImage))
      await assembleNodeImage(engine, { version, baseImage, components, hash, cacheDir, onProgress: sayOf })
      if (target !== undefined) await checkImage(engine, { version, nodeImage, target, onProgress: say })
    }
  } finally {
    lock.release()
  }
  say(`${nodeImage} is ready`)
  return nodeImage
}

/** The engine as it is to be used, and its own architecture where programs can be compiled for that by its name. */
async function chooseEngine(
  engine: Engine,
  wanted: Architecture | undefined,
): Promise<{ readonly own: Architecture | undefined; readonly engine: Engine }> {
  const { architecture } = await readEngineDetails(engine, { withVersion: false })
  const own = isArchitecture(architecture) ? architecture : undefined
  return { own, engine: wanted === undefined || wanted === own ? engine : aimEngine(engine, wanted) }
}

/** An image that is not all of its architecture gets no name: what has none is neither taken nor thought to be up to date. */
async function checkImage(engine: Engine, { version, nodeImage, target, onProgress }: CheckOptions): Promise<void> {
  onProgress(`looking whether all that is in ${nodeImage} is for ${target}`)
  const contents = await readImageContents(engine, nodeImage)
  try {
    requireContents(
      contents,
      target,
      planPreloadedImages(version).map(({ entrypoint }) => entrypoint[0] ?? ''),
    )
  } catch (error) {
    await engine.docker.getImage(nodeImage).remove()
    throw error
  }
  const [programs, images] = [contents.programs[target]?.length, contents.images[target]?.length]
  onProgress(`${programs} programs and libraries and ${images} preloaded images: all are for ${target}`)
}

interface CheckOptions {
  readonly version: KubernetesVersion
  readonly nodeImage: string
  readonly target: Architecture
  readonly onProgress: (line: string) => void
}

/**
 * One build at a time for each engine: a second one waits, and then finds the image there. Between the processes of one host;
 * builders on two hosts that share an engine may both build, and the last one's image stays.
 */
async function lockBuilds(engine: Engine, onWait: () => void) {
  const { ID: id } = (await engine.docker.info()) as { ID: string }
  const path = join(tmpdir(), `vitest-kind-build-${id.replaceAll(/[^\w-]/g, '')}.lock`)
  return acquireKernelLock(path, { kind: 'exclusive', onWait, signal: engine.signal })
}

/** The base image waits for downloads and the components for the processor: both at once. When one fails, the other is ended. */
async function buildParts(version: KubernetesVersion, engine: Engine, { cacheDir, architecture, onProgress }: PartsOptions) {
  const failed = new AbortController()
  const narrowed = narrowEngine(engine, failed.signal)
  const endOther = (reason: unknown): never => {
    failed.abort(reason)
    throw reason
  }
  const base = ensureBaseImage(narrowed, onProgress).catch(endOther)
  const components = buildComponents(version, {
    cacheDir,
    ...(architecture !== undefined && { architecture }),
    onProgress: ({ text }) => onProgress(text),
    signal: narrowed.signal,
  }).catch(endOther)
  await Promise.allSettled([base, components])
  failed.signal.throwIfAborted()
  return { baseImage: await base, components: await components }
}

interface PartsOptions {
  readonly cacheDir: string
  /** @default what Go on this host compiles for */
  readonly architecture: Architecture | undefined
  readonly onProgress: (line: string) => void
}
