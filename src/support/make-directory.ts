// A path → a folder that is there, with those above it. Not mkdir's own `recursive`: where a folder takes no new ones and says
// ENOENT (/proc, /dev/fd), Node.js tries again without end, at full CPU, and nothing can stop it.
import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Throws what keeps it from being: EACCES, EROFS, ENOTDIR … Folders that exist keep their mode. */
export async function makeDirectory(path: string, { mode = 0o777 }: { readonly mode?: number } = {}): Promise<void> {
  const make = (): Promise<void> => makeOne(path, mode)
  await make().catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' || dirname(path) === path) throw error
    await makeDirectory(dirname(path), { mode })
    await make()
  })
}

async function makeOne(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path, { mode })
  } catch (error) {
    // Which error stands for "is there" differs: EEXIST mostly, EROFS or EPERM on some file systems.
    const isThere = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    )
    if (!isThere) throw error
  }
}
