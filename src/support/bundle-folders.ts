// Below the folder of a cluster: which folders are bundles, and of whose run. A bundle is named for its test, with six hex digits behind, and
// holds a mark; nothing else that lies there looks so.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The page of a run, beside its bundles. */
export const pageFile = 'index.html'
/** A file in every bundle, written first. */
export const bundleMark = 'bundle.json'

export interface BundleMark {
  /** Identity of the main process, as one word. */
  readonly run: string
}

export interface MarkedBundle extends BundleMark {
  readonly path: string
}

/** Those with a mark; none where there is no such folder. */
export async function findBundles(clusterFolder: string): Promise<MarkedBundle[]> {
  const entries = await readdir(clusterFolder, { withFileTypes: true }).catch(() => [])
  const found = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory() && isBundleName(entry.name))
      .map(async ({ name }) => {
        const path = join(clusterFolder, name)
        const run = await readMark(path)
        return run === undefined ? [] : [{ path, run }]
      }),
  )
  return found.flat()
}

export function isBundleName(name: string): boolean {
  return /-[0-9a-f]{6}$/.test(name)
}

/** The folder for a cluster of any name, such as a context's of a kubeconfig; a cluster of ours has its own name. */
export function clusterFolderName(cluster: string): string {
  const slug = cluster
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/g, '-')
    .replaceAll(/^[.-]+|[.-]+$/g, '')
    .slice(0, 60)
  return slug === '' ? 'cluster' : slug
}

async function readMark(folder: string): Promise<string | undefined> {
  try {
    const { run } = JSON.parse(await readFile(join(folder, bundleMark), 'utf8')) as Partial<BundleMark>
    return typeof run === 'string' ? run : undefined
  } catch {
    return undefined
  }
}
