// A tar of a root directory → an image of the architecture that is named. As an archive that is loaded: engines before Docker 23 import a tar as one
// of their own architecture, whichever they are told.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { Architecture } from '../../src/config/architectures.ts'
import type { Engine } from '../../src/docker/connect.ts'
import { packEntries } from '../../src/docker/tar-entries.ts'
import { sendArchive } from '../engine/send-archive.ts'

export interface RootImage {
  /** A file on this host, not compressed. */
  readonly tar: string
  readonly architecture: Architecture
  /** The image's name and tag. @default none: it is known by its id alone */
  readonly name?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly entrypoint?: readonly string[]
}

/** Resolves to what the engine knows it by. */
export async function loadRoot(engine: Engine, { tar, architecture, name, labels, entrypoint }: RootImage): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(tar), hash)
  const config = {
    architecture,
    os: 'linux',
    config: { Labels: labels, Entrypoint: entrypoint },
    rootfs: { type: 'layers', diff_ids: [`sha256:${hash.digest('hex')}`] },
  }
  const manifest = [{ Config: 'config.json', RepoTags: name === undefined ? null : [name], Layers: ['layer.tar'] }]
  const archive = packEntries([
    { path: 'config.json', text: JSON.stringify(config) },
    { path: 'layer.tar', file: tar },
    { path: 'manifest.json', text: JSON.stringify(manifest) },
  ])
  const response = await sendArchive(archive, engine.signal, () => engine.docker.loadImage(archive, { quiet: true }))
  return readLoaded(await readAll(response))
}

/** The engine answers with an object a line; what went wrong is one of them, after the status said that all is well. */
export function readLoaded(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  for (const { stream = '', error } of lines.map((line) => JSON.parse(line) as { readonly stream?: string; readonly error?: string })) {
    if (error !== undefined) throw new Error(`The engine did not take the image: ${error}`)
    const loaded = /^Loaded image(?: ID)?: (\S+)/.exec(stream)?.[1]
    if (loaded !== undefined) return loaded
  }
  throw new Error(`The engine did not say that it has taken the image; it said: ${text.trim()}`)
}

async function readAll(response: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const chunk of response) text += chunk.toString()
  return text
}
