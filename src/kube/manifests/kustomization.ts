// A folder with a kustomization → the files that building it reads, and what it would fetch. Reads no more of a folder than is named:
// beside a kustomization may lie a whole project.
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { readKubeDocuments } from '../../support/kube-documents.ts'
import { decodeManifest } from './decode-manifest.ts'

/** In the order in which kustomize looks for them. */
export const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']

export interface Kustomization {
  /** Absolute paths, also of what lies outside of the folder. */
  readonly files: readonly string[]
  /** `kustomization.yaml  https://…`: what is fetched from elsewhere. */
  readonly remotes: readonly string[]
}

// Files of these may name further files: they configure plugins, or are patches of a kind of their own.
const furtherFields = new Set(['configurations', 'generators', 'transformers', 'validators'])
const remote = /^(?:(?:https?|ssh|git|file):\/\/|git::|git@|(?:github|gitlab|bitbucket)\.(?:com|org)[/:])|\?ref=/

export async function readKustomization(folder: string): Promise<Kustomization> {
  const files = new Set<string>()
  const remotes = new Set<string>()

  async function enter(root: string): Promise<void> {
    const name = (await readdir(root)).find((entry) => kustomizationNames.includes(entry))
    if (name === undefined || files.has(join(root, name))) return
    await read(join(root, name), root)
  }

  async function read(path: string, root: string): Promise<void> {
    files.add(path)
    for (const { field, text } of await readTexts(path)) {
      if (remote.test(text)) remotes.add(`${path}  ${text}`)
      // `key=file` of a generator.
      for (const word of new Set([text, text.slice(text.indexOf('=') + 1)])) await follow(resolve(root, word), { root, field })
    }
  }

  async function follow(target: string, { root, field }: { readonly root: string; readonly field: string }): Promise<void> {
    const found = await stat(target).catch(() => undefined)
    if (found?.isDirectory()) {
      if (target !== root) await enter(target)
    } else if (found?.isFile() && !files.has(target)) {
      if (furtherFields.has(field)) await read(target, root)
      else files.add(target)
    }
  }

  await enter(folder)
  return { files: [...files], remotes: [...remotes] }
}

/** Every text of a file that may name another one, with the field of the top in which it stands. */
async function readTexts(path: string): Promise<{ field: string; text: string }[]> {
  const { text } = decodeManifest(await readFile(path))
  return readKubeDocuments(text).flatMap(({ value }) =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([field, within]) => listTexts(within).map((one) => ({ field, text: one })))
      : [],
  )
}

function listTexts(value: unknown): string[] {
  if (typeof value === 'string') return value === '' || value.includes('\n') || value.length > 1_000 ? [] : [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(listTexts) : []
}
