// The user's kubeconfig files: which ones they are, and how an entry comes in and goes out without anything else being lost.
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, readFile, realpath, rename, stat, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError, describeError, isKindError } from '../support/errors.ts'
import { withFileLock } from '../support/file-lock.ts'
import { mergeKubeconfig, readCurrentContext, removeFromKubeconfig } from './kubeconfig-merge.ts'

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

/** Throws when the file is there and nothing could be added to it. */
export async function checkKubeconfigFile(path: string): Promise<void> {
  await namingFile(path, async () => readCurrentContext((await readText(path)) ?? ''))
}

/** Puts the entries of `added` into the file, which is made when it is not there. Gives the context that was the current one. */
export async function addToKubeconfigFile(path: string, added: string, options: { readonly setCurrent: boolean }): Promise<string | undefined> {
  return namingFile(path, () =>
    withFileLock(path, async () => {
      const text = await readText(path)
      await replaceFile(path, mergeKubeconfig(text, added, options))
      return readCurrentContext(text ?? '')
    }),
  )
}

/** Takes everything named `name` out of the file; whether there was anything. A file without it is not written. */
export async function removeFromKubeconfigFile(path: string, name: string): Promise<boolean> {
  return namingFile(path, async () => {
    // A look before the lock: what has nothing of it may lie where we may not write.
    if (removeFromKubeconfig((await readText(path)) ?? '', name) === undefined) return false
    return withFileLock(path, async () => {
      const rest = removeFromKubeconfig((await readText(path)) ?? '', name)
      if (rest !== undefined) await replaceFile(path, rest)
      return rest !== undefined
    })
  })
}

/** What the file system or the parser says, with the file it says it of. */
async function namingFile<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isKindError(error)) throw error
    throw new ConfigError('KIND_CONFIG_INVALID', { what: `the kubeconfig ${path} cannot be used: ${describeError(error)}`, cause: error })
  }
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
