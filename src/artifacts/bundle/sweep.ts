// The folder for kubeconfigs and evidence → without what runs before this one have kept of their tests. A run that lives, in another process,
// keeps its own; so does one of which nothing can be said (on another machine, in a container), for a day.
import { readdir, rm, rmdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { findBundles, type MarkedBundle, pageFile } from '../../support/bundle-folders.ts'
import { isProcessGone, parseIdentity, renderIdentity, currentProcess } from '../../support/process-identity.ts'

const doubtMs = 24 * 60 * 60 * 1000

/** `own`: also what this process has kept so far, in watch mode. Never rejects: what stays is in nobody's way. */
export async function sweepBundles(directory: string, { own = false } = {}): Promise<void> {
  const folders = await readdir(directory, { withFileTypes: true }).catch(() => [])
  await Promise.all(
    folders.filter((entry) => entry.isDirectory()).map(async ({ name }) => sweepCluster(join(directory, name), own).catch(() => undefined)),
  )
}

async function sweepCluster(folder: string, own: boolean): Promise<void> {
  const bundles = await findBundles(folder)
  if (bundles.length === 0) return
  const judged = await Promise.all(bundles.map(async (bundle) => ((await isOver(bundle, own)) ? [bundle] : [])))
  const over = judged.flat()
  for (const { path } of over) await rm(path, { recursive: true, force: true })
  if (over.length < bundles.length) return
  await rm(join(folder, pageFile), { force: true })
  // Where a cluster is, its kubeconfig is, and the folder stays.
  await rmdir(folder).catch(() => undefined)
}

async function isOver({ run, path }: MarkedBundle, own: boolean): Promise<boolean> {
  if (run === renderIdentity(currentProcess())) return own
  const identity = parseIdentity(run)
  const gone = identity && isProcessGone(identity)
  return gone ?? (await stat(path)).mtimeMs < Date.now() - doubtMs
}
