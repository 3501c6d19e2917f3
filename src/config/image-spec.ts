// An image as it was written → what it is: a name that the engine knows, an archive, or a build with all its defaults. Pure.
import { basename } from 'node:path'
import { hashData } from '../support/hash.ts'
import type { ImageSource } from './image-options.ts'

export type ImageSpec = { readonly reference: string } | { readonly archive: string } | ImageBuildSpec

export interface ImageBuildSpec {
  readonly build: {
    readonly folder: string
    readonly dockerfile: string
    readonly args: Readonly<Record<string, string>>
    readonly target?: string
    readonly tag: string
  }
}

/** Paths are absolute already. */
export function resolveImage(source: ImageSource): ImageSpec {
  if (typeof source === 'string') return isArchivePath(source) ? { archive: source } : { reference: source }
  const { build: folder, dockerfile = 'Dockerfile', args = {}, target, tag } = source
  const options = { folder, dockerfile, args, ...(target !== undefined && { target }) }
  return { build: { ...options, tag: tag ?? nameBuild(folder, hashData(options)) } }
}

/** Whether a text is a path: no name of an image begins with `.`, `/` or a drive of Windows, and hardly one ends like an archive. */
export function isArchivePath(text: string): boolean {
  return /^(\.{0,2}|[A-Za-z]:)[\\/]/.test(text) || /\.(tar|tar\.gz|tgz|tar\.zst)$/.test(text)
}

/** The same folder with the same options has the same name; no registry is ever asked for it. */
function nameBuild(folder: string, hash: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
  return `localhost/${name || 'image'}:${hash.slice(0, 6)}`
}
