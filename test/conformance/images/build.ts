// The images of the suite, built on the engine where they are not there yet.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { pack } from 'tar-stream'
import { buildImage } from '../../../images/engine/build-image.ts'
import type { Engine } from '../../../src/docker/connect.ts'
import { findImage } from '../../../src/docker/images/images.ts'
import type { SuiteImage } from './images.ts'

/** Of what an image was made; one that says the same stays. */
const label = 'io.vitest-kind.test.conformance'

export interface ImageParts {
  /** The folder of the component `e2e`'s programs. */
  readonly bin: string
  /** Kubernetes' sources. */
  readonly sources: string
}

/** All names, for loading them into nodes. */
export async function ensureSuiteImages(
  engine: Engine,
  images: readonly SuiteImage[],
  parts: ImageParts,
  say: (line: string) => void,
): Promise<string[]> {
  const hashes = new Map<string, string>()
  for (const image of images) {
    // What it is built FROM counts, too.
    const below = image.dockerfile.map((line) => hashes.get(/^FROM (\S+)/.exec(line)?.[1] ?? '') ?? '')
    const hash = hashImage(image, parts, below)
    for (const tag of image.tags) hashes.set(tag, hash)
    const present = await Promise.all(image.tags.map((tag) => findImage(engine, tag)))
    if (present.every((found) => found?.labels[label] === hash)) continue
    const startedAt = performance.now()
    await build(engine, image, parts, hash)
    say(`${image.tags.join(', ')}: built in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
  }
  return images.flatMap(({ tags }) => tags)
}

function hashImage({ dockerfile, programs, sources }: SuiteImage, { bin }: ImageParts, below: readonly string[]): string {
  // The component's folder has its own hash in its name.
  return createHash('sha256')
    .update(JSON.stringify([dockerfile, programs, sources, basename(join(bin, '..')), below]))
    .digest('hex')
    .slice(0, 12)
}

async function build(
  engine: Engine,
  { tags, dockerfile, programs = [], sources = [] }: SuiteImage,
  parts: ImageParts,
  hash: string,
): Promise<void> {
  const [tag = '', ...others] = tags
  const files = [...programs.map((name) => join(parts.bin, name)), ...sources.map((path) => join(parts.sources, path))]
  const context = pack()
  context.entry({ name: 'Dockerfile' }, [...dockerfile, `LABEL ${label}=${hash}`, ''].join('\n'))
  const filling = fill(context, files)
  await Promise.all([filling, buildImage(engine, { tag, context: Readable.from(context), dockerfile: 'Dockerfile' })])
  for (const other of others) {
    const at = other.lastIndexOf(':')
    await engine.docker.getImage(tag).tag({ repo: other.slice(0, at), tag: other.slice(at + 1) })
  }
}

async function fill(context: ReturnType<typeof pack>, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const { size, mode } = await stat(file)
    // Go's module cache has its files without the right to be read by others.
    await pipeline(createReadStream(file), context.entry({ name: basename(file), size, mode: mode & 0o111 ? 0o755 : 0o644 }))
  }
  context.finalize()
}
