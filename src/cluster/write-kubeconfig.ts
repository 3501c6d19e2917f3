// A cluster → the kubeconfig file of ours that its handle names. For its owner alone, whatever lay there before.
import { randomBytes } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import { makeDirectory } from '../support/make-directory.ts'
import type { Cluster } from './cluster.ts'
import { kubeconfigPath } from './paths.ts'

export async function writeKubeconfig({ readKubeconfig }: Pick<Cluster, 'readKubeconfig'>, directory: string): Promise<void> {
  const path = kubeconfigPath(directory)
  const text = await readKubeconfig()
  await makeDirectory(directory, { mode: 0o700 })
  // A new file takes the place of one of before: that may have a wider mode, and somebody may be reading it.
  const fresh = `${path}.${randomBytes(4).toString('hex')}`
  try {
    await writeFile(fresh, text, { mode: 0o600, flag: 'wx' })
    await rename(fresh, path)
  } catch (error) {
    await rm(fresh, { force: true })
    throw error
  }
}
