// Files and facts that decide what an image holds → one hash. The image bears it as a label, and is
// rebuilt when it differs.
import { createHash } from 'node:crypto'
import { lstat, readFile } from 'node:fs/promises'
import type Dockerode from 'dockerode'
import { listTree } from './tar-entries.ts'

export const imageLabels = {
  /** Content hash of the recipe. */
  hash: 'io.vitest-kind.image.hash',
  /** Number of the contract between image and product; see images/README.md. */
  contract: 'io.vitest-kind.image.contract',
  kubernetes: 'io.vitest-kind.image.kubernetes',
  flavor: 'io.vitest-kind.image.flavor',
} as const

/** 12 hex digits over the files (or directories) and the facts. Names, modes and contents count. */
export async function hashRecipe(paths: readonly string[], facts: unknown): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(facts))
  for (const path of paths) {
    const entries = (await lstat(path)).isDirectory() ? await listTree(path, '') : [{ path: '', file: path }]
    for (const entry of entries) {
      hash.update(JSON.stringify({ ...entry, file: undefined }))
      if ('file' in entry) hash.update(await readFile(entry.file))
    }
  }
  return hash.digest('hex').slice(0, 12)
}

/** Whether the tag's image was made from this very recipe. */
export async function isImageCurrent(docker: Dockerode, tag: string, hash: string): Promise<boolean> {
  const image = await docker.getImage(tag).inspect().catch(ignoreMissing)
  return image?.Config.Labels?.[imageLabels.hash] === hash
}

function ignoreMissing(error: { statusCode?: number }): undefined {
  if (error.statusCode !== 404) throw error
}
