// The manifests of a cluster → what is wrong with these, before anything is started.
import { stat } from 'node:fs/promises'
import { readManifests } from '../../kube/manifests/read-manifests.ts'
import { describeError, isKindError } from '../../support/errors.ts'

/** Each `manifests[0]  what is wrong`. */
export async function findManifestProblems(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(paths.map(findProblems))
  return found.flatMap((problems, index) => problems.map((problem) => `manifests[${index}]  ${problem}`))
}

async function findProblems(path: string): Promise<readonly string[]> {
  try {
    await stat(path)
    await readManifests(path, process.cwd())
    return []
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [`there is no file or folder ${path}`]
    if (!isKindError(error)) return [describeError(error)]
    const { problems = [describeError(error)], do: remedy } = error.facts
    return [...problems.filter((line) => line !== 'nothing was applied'), ...(remedy === undefined ? [] : [remedy])]
  }
}
