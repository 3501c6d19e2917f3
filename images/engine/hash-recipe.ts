// Files and facts that decide what an image holds → one hash. The image bears it as a label, and is
// rebuilt when it differs.
import { createHash } from 'node:crypto'
import { lstat, readFile } from 'node:fs/promises'
import type { Engine } from '../../src/docker/connect.ts'
import { imageLabels } from '../../src/plan/labels.ts'
import { listTree } from '../../src/docker/tar-entries.ts'

/** 12 hex digits over the files (or directories) and the facts. Names, modes and contents count; of programs what they do. */
export async function hashRecipe(paths: readonly string[], facts: unknown): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(facts))
  for (const path of paths) {
    const entries = (await lstat(path)).isDirectory() ? await listTree(path, '') : [{ path: '', file: path }]
    for (const entry of entries) {
      hash.update(JSON.stringify({ ...entry, file: undefined }))
      if ('file' in entry)
        hash.update(entry.file.endsWith('.ts') ? stripProgram(await readFile(entry.file, 'utf8')) : await readFile(entry.file))
    }
  }
  return hash.digest('hex').slice(0, 12)
}

/** Comments, and from where a program has its parts, build nothing: a file that moves must not cost a quarter of an hour. */
function stripProgram(text: string): string {
  return text.replaceAll(/^import [^]*?from '[^']*'.*\n|^[ \t]*(?:\/\/|\/\*\*|\*).*\n/gm, '')
}

/** Whether the tag's image was made from this very recipe. */
export async function isImageCurrent(engine: Engine, tag: string, hash: string): Promise<boolean> {
  const image = await engine.docker.getImage(tag).inspect().catch(ignoreMissing)
  return image?.Config.Labels?.[imageLabels.hash] === hash
}

function ignoreMissing(error: { statusCode?: number }): undefined {
  if (error.statusCode !== 404) throw error
}
