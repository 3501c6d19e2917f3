// The folder of a cluster that goes → nothing, or what explains the tests that failed on it and the boot that did: that is read when the
// cluster is gone, and a script's clean-up (`create … || …; delete`) must not take it away. It goes with the next boot of that name, or with prune.
import { readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { findBundles, pageFile } from '../support/bundle-folders.ts'
import { errorPath, isKubeconfigFile } from './paths.ts'

/** The way in goes in any case. Rejects with what the file system says. */
export async function removeFiles(directory: string): Promise<void> {
  const bundles = await findBundles(directory)
  const kept = [...bundles.map(({ path }) => basename(path)), pageFile]
  const names = await listNames(directory)
  // All that lies beside the message of a failed boot is its evidence.
  const going = names.includes(basename(errorPath(directory)))
    ? names.filter(isKubeconfigFile)
    : bundles.length > 0
      ? names.filter((name) => !kept.includes(name))
      : undefined
  const paths = going?.map((name) => join(directory, name)) ?? [directory]
  // A boot under way may be writing there; it stops when its nodes are gone.
  for (const path of paths) await rm(path, { recursive: true, force: true, maxRetries: 5 })
}

/** Of a folder that is not there, none; what cannot be read is told by its removal. */
async function listNames(directory: string): Promise<string[]> {
  return readdir(directory).catch(() => [])
}
