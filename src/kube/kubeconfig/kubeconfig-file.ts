// The user's kubeconfig files: which ones they are, and how an entry comes in and goes out without anything else being lost.
import { existsSync } from 'node:fs'
import { readFile, realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { ConfigError, describeError, isKindError } from '../../support/errors.ts'
import { awaitFileLock, withFileLock, type FileLockOptions } from '../../support/file-lock.ts'
import { makeDirectory } from '../../support/make-directory.ts'
import { checkTarget } from './kubeconfig-check.ts'
import { decodeKubeconfig, type DecodedText } from './kubeconfig-encoding.ts'
import { mergeKubeconfig, readCurrentContext, removeFromKubeconfig } from './kubeconfig-merge.ts'
import { findTarget, type KubeconfigTarget } from './kubeconfig-target.ts'
import { writeTarget } from './kubeconfig-write.ts'

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

/**
 * Throws when nothing could be added to the file: it is no kubeconfig, cannot be written or made, or others hold its lock for longer than
 * `waitMs`. Changes nothing.
 */
export async function checkKubeconfigFile(path: string, options: FileLockOptions = {}): Promise<void> {
  await namingFile(path, async () => {
    const target = await findTarget(path)
    await checkTarget(target, (await readTarget(target))?.text)
    for (const locked of await listLocked(path, target)) await awaitFileLock(locked, options)
  })
}

/** Puts the entries of `added` into the file, which is made when it is not there. Gives the context that was the current one. */
export async function addToKubeconfigFile(
  path: string,
  added: string,
  options: { readonly setCurrent: boolean },
): Promise<string | undefined> {
  return changeFile(path, (text) => ({ text: mergeKubeconfig(text, added, options), result: readCurrentContext(text ?? '') }))
}

/** Takes everything named `name` out of the file; whether there was anything. A file without it is not written. */
export async function removeFromKubeconfigFile(path: string, name: string): Promise<boolean> {
  const remove = (text = ''): Change<boolean> => {
    const rest = removeFromKubeconfig(text, name)
    return { text: rest, result: rest !== undefined }
  }
  return namingFile(path, async () => {
    // A look before the lock: what has nothing of it may lie where we may not write.
    if (!remove((await readTarget(await findTarget(path)))?.text).result) return false
    return changeFile(path, remove)
  })
}

interface Change<T> {
  /** The new text; undefined leaves the file alone. */
  readonly text: string | undefined
  readonly result: T
}

async function changeFile<T>(path: string, change: (text: string | undefined) => Change<T>): Promise<T> {
  return namingFile(path, async () => {
    const found = await findTarget(path)
    if (found.kind === 'absent') await makeFolder(dirname(found.path))
    return withLocks(await listLocked(path, found), async () => {
      // Again, now that nobody else changes it.
      const target = await findTarget(path)
      const old = await readTarget(target)
      const { text, result } = change(old?.text)
      if (text !== undefined && text !== old?.text) await writeTarget(target, old?.encode(text) ?? Buffer.from(text))
      return result
    })
  })
}

async function readTarget(target: KubeconfigTarget): Promise<DecodedText | undefined> {
  return target.kind === 'file' ? decodeKubeconfig(await readFile(target.path)) : undefined
}

/** As client-go makes ~/.kube; others hold secrets, and are the user's alone. */
async function makeFolder(folder: string): Promise<void> {
  await makeDirectory(folder, { mode: basename(folder) === '.kube' ? 0o755 : 0o700 })
}

/** What to lock: the file by the name it was given, as other programs do, and the one it is a link to. Devices have no lock. */
async function listLocked(path: string, target: KubeconfigTarget): Promise<string[]> {
  if (target.kind === 'stream') return []
  const folder = await realpath(dirname(path)).catch(() => dirname(path))
  return [...new Set([join(folder, basename(path)), target.path])]
}

async function withLocks<T>([path, ...others]: readonly string[], change: () => Promise<T>): Promise<T> {
  return path === undefined ? change() : withFileLock(path, () => withLocks(others, change))
}

/** What the file system or the parser says, with the file it says it of. */
async function namingFile<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isKindError(error)) throw error
    const isSystem = (error as NodeJS.ErrnoException).code?.startsWith('E')
    throw new ConfigError('KIND_CONFIG_INVALID', {
      what: `the kubeconfig ${path} cannot be used: ${describeError(error)}`,
      ...(isSystem ? { do: 'name a file that can be written, by --kubeconfig or KUBECONFIG' } : {}),
      cause: error,
    })
  }
}
