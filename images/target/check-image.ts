// A finished node image → whether all that is in it is for one architecture: every program and library, and every image that its containerd has. Where
// one is not, nothing says so before it is run, which may be weeks later and on another machine.
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { extract } from 'tar-stream'
import type { Architecture } from '../../src/config/architectures.ts'
import type { Engine } from '../../src/docker/connect.ts'
import { removeContainer } from '../../src/docker/containers.ts'
import { buildLabel } from '../../src/docker/images/build-leftovers.ts'
import { elfHeadBytes, parseArchitecture } from '../components/program-architecture.ts'
import { builderIdentity } from '../engine/build-leftovers.ts'

export interface ImageContents {
  /** As the image itself says: `linux/arm64`. */
  readonly platform: string
  /** Programs and libraries by the architecture of their ELF header. */
  readonly programs: Readonly<Record<string, readonly string[]>>
  /** The images that its containerd has, by the architecture in their configurations: the program that each runs. */
  readonly images: Readonly<Record<string, readonly string[]>>
}

/** Reads the image from its first file to its last, 5 s; runs nothing of it. */
export async function readImageContents(engine: Engine, image: string): Promise<ImageContents> {
  const { Id: id, Os: os, Architecture: architecture } = await engine.docker.getImage(image).inspect()
  const container = await engine.docker.createContainer({ Image: id, Labels: { [buildLabel]: builderIdentity() } })
  const programs: Record<string, string[]> = {}
  const blobs = new Map<string, OciDocument>()
  try {
    const archive = await container.getArchive({ path: '/' })
    const entries = extract()
    const look = async (): Promise<void> => {
      for await (const entry of entries) {
        const { name, type } = entry.header
        const digest = /\/io\.containerd\.content\.v1\.content\/blobs\/(sha256\/[0-9a-f]{64})$/.exec(name)?.[1]
        if (type !== 'file') entry.resume()
        else if (digest !== undefined) blobs.set(digest.replace('/', ':'), parseDocument(await buffer(entry)))
        else {
          const found = parseArchitecture(await readHead(entry))
          if (found !== undefined) (programs[found] ??= []).push(name)
        }
      }
    }
    await Promise.all([pipeline(archive, entries), look()])
  } finally {
    await removeContainer(engine.until(AbortSignal.timeout(60_000)), container.id)
  }
  return { platform: `${os}/${architecture}`, programs, images: listImages(blobs) }
}

/** Throws, naming the first of what is not for it, or what is not there. `preloaded`: the programs of the images that are to be in it. */
export function requireContents(
  { platform, programs, images }: ImageContents,
  architecture: Architecture,
  preloaded: readonly string[],
): void {
  const strays = Object.entries({ programs, images }).flatMap(([kind, found]) =>
    Object.entries(found)
      .filter(([other]) => other !== architecture)
      .map(([other, names]) => `${names.length} ${kind} in it are for ${other}, as ${names.slice(0, 3).join(', ')}`),
  )
  const missing = preloaded.filter((program) => images[architecture]?.includes(program) !== true)
  const problems = [
    ...(platform === `linux/${architecture}` ? [] : [`it says of itself that it is for ${platform}`]),
    ...strays,
    ...(programs[architecture] === undefined ? ['there is no program in it'] : []),
    ...missing.map((program) => `its containerd has no image of ${program} for ${architecture}`),
  ]
  if (problems.length > 0) throw new Error(`The image that was built is not all for ${architecture}:\n${problems.join('\n')}`)
}

/** What is read of a manifest or of a configuration. */
interface OciDocument {
  readonly architecture?: string
  readonly config?: { readonly digest?: string; readonly Entrypoint?: readonly string[] }
  readonly layers?: readonly object[]
}

/** Every blob but the layers, which are unpacked and gone, is such a document; another one tells nothing. */
function parseDocument(bytes: Buffer): OciDocument {
  try {
    return JSON.parse(bytes.toString()) as OciDocument
  } catch {
    return {}
  }
}

/** A manifest tells nothing but which configuration is its image's; names are in containerd's database. */
function listImages(blobs: ReadonlyMap<string, OciDocument>): Record<string, string[]> {
  const images: Record<string, string[]> = {}
  for (const { config, layers } of blobs.values()) {
    if (layers === undefined) continue
    const { architecture = 'nothing', config: { Entrypoint: [program = 'nothing'] = [] } = {} } = blobs.get(config?.digest ?? '') ?? {}
    ;(images[architecture] ??= []).push(program)
  }
  return images
}

async function readHead(entry: AsyncIterable<unknown>): Promise<Buffer> {
  let head = Buffer.alloc(0)
  for await (const chunk of entry) if (head.length < elfHeadBytes) head = Buffer.concat([head, (chunk as Buffer).subarray(0, elfHeadBytes)])
  return head
}
