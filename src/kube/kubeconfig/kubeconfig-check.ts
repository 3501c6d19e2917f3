// A kubeconfig's path → an error when an entry could not be put into it. Changes nothing, and leaves nothing behind.
import { constants } from 'node:fs'
import { access, lstat, open, stat, unlink, utimes, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { mergeKubeconfig } from './kubeconfig-merge.ts'
import type { KubeconfigTarget } from './kubeconfig-target.ts'
import { freshName, irreplaceable } from './kubeconfig-write.ts'

// A file without a name, gone when it is closed (open(2)). Linux only; the number is the same on all that Node.js runs on.
const nameless = process.platform === 'linux' ? 0o20000000 | constants.O_DIRECTORY : undefined
// What file systems say that do not have it.
const unsupported: ReadonlySet<unknown> = new Set(['ENOTSUP', 'EOPNOTSUPP', 'EISDIR', 'EINVAL', 'ENOENT'])

// As long as what will be added: a full disk refuses it now.
const name = 'kind-check'
const sample = JSON.stringify({
  clusters: [{ name, cluster: { server: 'https://127.0.0.1:6443', 'certificate-authority-data': 'A'.repeat(1500) } }],
  users: [{ name, user: { 'client-certificate-data': 'A'.repeat(1600), 'client-key-data': 'A'.repeat(2300) } }],
  contexts: [{ name, context: { cluster: name, user: name } }],
  'current-context': name,
})

export async function checkTarget(target: KubeconfigTarget, text: string | undefined): Promise<void> {
  if (target.kind === 'stream') {
    if (typeof target.place === 'string') await access(target.place, constants.W_OK)
    return
  }
  const wanted = mergeKubeconfig(text, sample, { setCurrent: true })
  if (target.kind === 'absent') return tryFolder(await findFolder(target.path), wanted)
  // Asks more than access(2): a file that may only grow is refused here.
  await (await open(target.path, 'r+')).close()
  await tryFolder(dirname(target.path), wanted).catch((error: NodeJS.ErrnoException) => {
    if (!irreplaceable.has(error.code)) throw error
  })
}

/** The folder that is there already, of those on the way to `path`. */
async function findFolder(path: string): Promise<string> {
  const folder = dirname(path)
  const isThere = await stat(folder).then(
    () => true,
    async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT' || folder === path) throw error
      // A link that leads nowhere cannot become a folder.
      if (await lstat(folder).catch(() => undefined)) throw error
      return false
    },
  )
  return isThere ? folder : findFolder(folder)
}

/** Makes a file in it that nobody sees. */
async function tryFolder(folder: string, text: string): Promise<void> {
  const file = await openNameless(folder)
  if (!file) return tryByName(folder, text)
  try {
    await file.writeFile(text)
  } finally {
    await file.close()
  }
}

async function openNameless(folder: string): Promise<FileHandle | undefined> {
  if (nameless === undefined) return undefined
  return open(folder, nameless | constants.O_WRONLY, 0o600).catch((error: NodeJS.ErrnoException) => {
    if (unsupported.has(error.code)) return undefined
    throw error
  })
}

async function tryByName(folder: string, text: string): Promise<void> {
  const { atime, mtime } = await stat(folder)
  const path = freshName(`${folder}/config`)
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text)
  } finally {
    await file.close()
    await unlink(path)
    await utimes(folder, atime, mtime).catch(() => undefined)
  }
}
