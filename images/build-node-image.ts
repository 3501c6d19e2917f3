// A Kubernetes version → recipes and components → its node image. Everything on the way is kept by content hash,
// so a second run does nothing, and says so within a second. What several versions have in common is made once.
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Engine, narrowEngine } from '../src/docker/connect.ts'
import { acquireKernelLock } from '../src/support/kernel-lock.ts'
import { ensureBaseImage, hashBase } from './base/build-base.ts'
import { buildComponents, hashRecipes } from './components.ts'
import { removeBuildLeftovers } from './engine/build-leftovers.ts'
import { hashRecipe, isImageCurrent } from './engine/hash-recipe.ts'
import { askedTags, type KubernetesVersion } from './kubernetes-versions.ts'
import { assembleNodeImage, nodeImageName } from './node/assemble.ts'

export interface BuildNodeImageOptions {
  readonly version: KubernetesVersion
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

/** Resolves to the image's reference. */
export async function buildNodeImage({ version, engine, cacheDir, onProgress = () => {} }: BuildNodeImageOptions): Promise<string> {
  const began = performance.now()
  const say = (line: string): void => onProgress(`[${String(Math.round((performance.now() - began) / 1000)).padStart(4)} s] ${line}`)
  const nodeImage = nodeImageName(version)
  const hash = await hashNodeImage(version)
  if (await isImageCurrent(engine, nodeImage, hash)) {
    say(`${nodeImage} is present and up to date`)
    return nodeImage
  }
  await mkdir(cacheDir, { recursive: true })
  const lock = await lockBuilds(engine, () => say('another process builds images on this engine: waiting for it'))
  try {
    if (!(await isImageCurrent(engine, nodeImage, hash))) {
      await removeBuildLeftovers(engine)
      const { baseImage, components } = await buildParts(version, engine, cacheDir, say)
      await assembleNodeImage(engine, { version, baseImage, components, hash, cacheDir, onProgress: say })
    }
  } finally {
    lock.release()
  }
  say(`${nodeImage} is ready`)
  return nodeImage
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
async function buildParts(version: KubernetesVersion, engine: Engine, cacheDir: string, onProgress: (line: string) => void) {
  const failed = new AbortController()
  const narrowed = narrowEngine(engine, failed.signal)
  const endOther = (reason: unknown): never => {
    failed.abort(reason)
    throw reason
  }
  const base = ensureBaseImage(narrowed, onProgress).catch(endOther)
  const components = buildComponents(version, { cacheDir, onProgress: ({ text }) => onProgress(text), signal: narrowed.signal }).catch(
    endOther,
  )
  await Promise.allSettled([base, components])
  failed.signal.throwIfAborted()
  return { baseImage: await base, components: await components }
}
