// The user's kubeconfig files: which ones they are, and how an entry comes in and goes out without anything else being lost.
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, readFile, realpath, rename, stat, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withFileLock } from '../support/file-lock.ts'
import { mergeKubeconfig, removeFromKubeconfig } from './kubeconfig-merge.ts'

/** What says where kubeconfigs are. */
export interface KubeconfigPlaces {
  /** A file named outright; then it is the only one. */
  readonly explicit?: string | undefined
  /** KUBECONFIG: a list of paths. */
  readonly list?: string | undefined
  readonly home?: string | undefined
}

/** All files, in the order kubectl reads them. client-go's rules: empty and repeated entries count for nothing. */
export function listKubeconfigs({ explicit, list, home }: KubeconfigPlaces): string[] {
  if (explicit) return [explicit]
  const paths = [...new Set((list ?? '').split(process.platform === 'win32' ? ';' : ':').filter((path) => path !== ''))]
  if (paths.length > 0) return paths
  return home ? [join(home, '.kube', 'config')] : []
}

/** The one that new entries go to: the first that exists, else the last. */
export function chooseKubeconfig(places: KubeconfigPlaces): string | undefined {
  const paths = listKubeconfigs(places)
  return paths.find((path) => existsSync(path)) ?? paths.at(-1)
}

/** Puts the entries of `added` into the file, which is made when it is not there. */
export async function addToKubeconfigFile(path: string, added: string, options: { readonly setCurrent: boolean }): Promise<void> {
  await withFileLock(path, async () => replaceFile(path, mergeKubeconfig(await readText(path), added, options)))
}

/** Takes everything named `name` out of the file; whether there was anything. A file without it is not written. */
export async function removeFromKubeconfigFile(path: string, name: string): Promise<boolean> {
  if ((await readText(path)) === undefined) return false
  return withFileLock(path, async () => {
    const rest = removeFromKubeconfig((await readText(path)) ?? '', name)
    if (rest !== undefined) await replaceFile(path, rest)
    return rest !== undefined
  })
}

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}

/** Whole or not at all: whoever reads meanwhile, or is killed meanwhile, has the old file or the new one. */
async function replaceFile(path: string, text: string): Promise<void> {
  // A link stays a link: the file it leads to is replaced.
  const target = await realpath(path).catch(() => path)
  const mode = (await stat(target).catch(() => undefined))?.mode
  const fresh = `${target}.${process.pid}.${randomBytes(4).toString('hex')}`
  try {
    await writeFile(fresh, text, { mode: 0o600 })
    if (mode !== undefined) await chmod(fresh, mode & 0o777)
    await rename(fresh, target)
  } catch (error) {
    await unlink(fresh).catch(() => undefined)
    throw error
  }
}
