// `npm run images`: versions, recipes and components → the node image. Everything on the way is kept by content hash,
// so a second run does nothing, and says so within a second. Prints its progress; the last line is the image. An argument is
// another name that it gets.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type Dockerode from 'dockerode'
import { ensureBaseImage, hashBase } from './base/build-base.ts'
import { buildComponents, componentHashes } from './components.ts'
import { withBuildLock } from './engine/build-lock.ts'
import { removeBuildLeftovers } from './engine/build-leftovers.ts'
import { hashRecipe, isImageCurrent } from './engine/hash-recipe.ts'
import { assembleNodeImage, nodeImage } from './node/assemble.ts'

export interface BuildNodeImageOptions {
  /** Connected to the engine that is to have the image. */
  readonly docker: Dockerode
  /** Go's caches and finished components; 4 GB when everything was built. */
  readonly cacheDir: string
  /** One line for each thing begun or done. */
  readonly onProgress?: (line: string) => void
  /** Ends the build; what is finished stays finished, nothing else stays. */
  readonly signal?: AbortSignal
}

/** Resolves to the image's reference. */
export async function buildNodeImage({ docker, cacheDir, onProgress = () => {}, signal }: BuildNodeImageOptions): Promise<string> {
  const began = performance.now()
  const say = (line: string): void => onProgress(`[${String(Math.round((performance.now() - began) / 1000)).padStart(4)} s] ${line}`)
  const hash = await hashRecipe([join(import.meta.dirname, 'node')], [await componentHashes(cacheDir), await hashBase()])
  if (await isImageCurrent(docker, nodeImage, hash)) {
    say(`${nodeImage} is present and up to date`)
    return nodeImage
  }
  await mkdir(cacheDir, { recursive: true })
  const progress = { onProgress: say, signal }
  await withBuildLock(docker, progress, async () => {
    if (await isImageCurrent(docker, nodeImage, hash)) return
    await removeBuildLeftovers(docker)
    const { baseImage, components } = await buildParts(docker, cacheDir, progress)
    await assembleNodeImage(docker, { baseImage, components, hash, cacheDir, ...progress })
  })
  say(`${nodeImage} is ready`)
  return nodeImage
}

/** The base image waits for downloads and the components for the processor: both at once. When one fails, the other is ended. */
async function buildParts(docker: Dockerode, cacheDir: string, { onProgress, signal }: { readonly onProgress: (line: string) => void; readonly signal?: AbortSignal | undefined }) {
  const failed = new AbortController()
  const ended = AbortSignal.any([failed.signal, ...(signal === undefined ? [] : [signal])])
  const endOther = (reason: unknown): never => {
    failed.abort(reason)
    throw reason
  }
  const base = ensureBaseImage(docker, { onProgress, signal: ended }).catch(endOther)
  const components = buildComponents({ cacheDir, onProgress: ({ text }) => onProgress(text), signal: ended }).catch(endOther)
  await Promise.allSettled([base, components])
  failed.signal.throwIfAborted()
  return { baseImage: await base, components: await components }
}

/** A colon before the last slash is that of a port. */
function splitName(name: string): { repo: string; tag: string } {
  const [, repo = name, tag = 'latest'] = /^(.+):([^:/]+)$/.exec(name) ?? []
  return { repo, tag }
}

// import.meta.main is not to be had before Node.js 24.
if (process.argv[1] === import.meta.filename) {
  const { default: Docker } = await import('dockerode')
  const abort = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => abort.abort(new Error(`stopped by ${name}`)))
  const docker = new Docker()
  const [name] = process.argv.slice(2)
  try {
    const image = await buildNodeImage({
      docker,
      cacheDir: join(import.meta.dirname, '../.cache'),
      onProgress: (line) => console.error(line),
      signal: abort.signal,
    })
    if (name !== undefined) await docker.getImage(image).tag(splitName(name))
    console.log(name ?? image)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
