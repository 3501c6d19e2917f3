// A file ↔ an image that holds nothing else: the engine keeps it, with labels, for whoever asks it next.
import { gunzipSync } from 'node:zlib'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { askEngine, isGoneAfter } from '../ask-engine.ts'
import type { Engine } from '../connect.ts'
import { saveImages } from './images.ts'
import { readToldNames } from './told-names.ts'
import { packEntries } from '../tar-entries.ts'

export interface FileImage {
  /** `sha256:…` */
  readonly id: string
  /** Empty for one whose name another has got. */
  readonly names: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  /** Milliseconds since 1970. */
  readonly createdAtMs: number
  readonly sizeBytes: number
}

const fileName = 'content'

/** Whole or not at all: the engine gives the name when it has everything. A name that another image has goes over to this one. */
export async function makeFileImage(
  engine: Engine,
  {
    repository,
    tag,
    labels,
    content,
  }: { readonly repository: string; readonly tag: string; readonly labels: Readonly<Record<string, string>>; readonly content: Buffer },
): Promise<void> {
  const changes = Object.entries(labels).map(([key, value]) => `LABEL ${key}=${JSON.stringify(value)}`)
  await askEngine(engine, `image ${repository}:${tag} could not be made`, async () => {
    const archive = packEntries([{ path: fileName, text: content, mode: 0o600 }])
    const answer = (await engine.docker.importImage(archive, { repo: repository, tag, changes })) as Readable
    const told = (await buffer(answer)).toString()
    const failure = /"error":("(?:[^"\\]|\\.)*")/.exec(told)?.[1]
    if (failure !== undefined) throw new Error(JSON.parse(failure) as string)
  })
}

/** The file; undefined when the image holds none. */
export async function readFileImage(engine: Engine, reference: string): Promise<Buffer | undefined> {
  const saved = await saveImages(engine, [reference])
  return askEngine(engine, `image ${reference} could not be read`, () => findFile(saved))
}

/** All that bear the label. */
export async function listFileImages(engine: Engine, label: string): Promise<FileImage[]> {
  const images = await askEngine(engine, 'images could not be listed', () => engine.docker.listImages({ filters: { label: [label] } }))
  return images.map(({ Id, RepoTags, Labels, Created, Size }) => ({
    id: Id,
    names: readToldNames(RepoTags),
    labels: Labels ?? {},
    createdAtMs: Created * 1000,
    sizeBytes: Size,
  }))
}

/** Gone already is fine. False where it is in use. */
export async function removeFileImage(engine: Engine, reference: string): Promise<boolean> {
  return askEngine(engine, `image ${reference} could not be removed`, () => isGoneAfter(engine.docker.getImage(reference).remove()))
}

/** In one of the archives, the layers, that an archive of an image holds; what that one calls them depends on the engine. */
async function findFile(archive: Readable): Promise<Buffer | undefined> {
  const { extract } = await import('tar-stream')
  const entries = extract()
  archive.on('error', (error) => entries.destroy(error))
  let found: Buffer | undefined
  for await (const entry of archive.pipe(entries)) {
    const content = await buffer(entry)
    if (entry.header.type === 'file') found ??= await findInLayer(content)
  }
  return found
}

async function findInLayer(content: Buffer): Promise<Buffer | undefined> {
  const layer = content[0] === 0x1f && content[1] === 0x8b ? gunzipSync(content) : content
  // The magic of a tar, at its place.
  if (layer.subarray(257, 262).toString() !== 'ustar') return undefined
  const { extract } = await import('tar-stream')
  const entries = extract()
  entries.end(layer)
  let found: Buffer | undefined
  for await (const entry of entries) {
    const bytes = await buffer(entry)
    if (entry.header.name === fileName) found = bytes
  }
  return found
}
