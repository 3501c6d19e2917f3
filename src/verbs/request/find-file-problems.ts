// Images that come from files → what is wrong with these, before anything is started.
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImageSpec } from '../../config/image-spec.ts'

/** Each `images[0]  what is wrong`. */
export async function findFileProblems(images: readonly ImageSpec[]): Promise<string[]> {
  const problems = await Promise.all(images.map(findProblem))
  return problems.flatMap((problem, index) => (problem === undefined ? [] : [`images[${index}]  ${problem}`]))
}

/** Undefined when nothing is. */
export async function findProblem(image: ImageSpec): Promise<string | undefined> {
  if ('reference' in image) return undefined
  if ('archive' in image) return findPathProblem(image.archive, 'file')
  const { folder, dockerfile } = image.build
  return (await findPathProblem(folder, 'folder')) ?? (await findPathProblem(join(folder, dockerfile), 'file'))
}

async function findPathProblem(path: string, wanted: 'file' | 'folder'): Promise<string | undefined> {
  try {
    const facts = await stat(path)
    return facts.isDirectory() === (wanted === 'folder') ? undefined : `${path} is no ${wanted}`
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return code === 'ENOENT' ? `there is no ${wanted} ${path}` : message
  }
}
