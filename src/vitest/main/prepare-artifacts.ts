// Main process: the folder where files of this run go, without what runs before it have kept of their tests.
import type { Vitest } from 'vitest/node'

/** Tells where it is not the usual place. Throws KIND_CONFIG_INVALID when there is no such place. */
export async function prepareArtifacts({ config }: Vitest, print: (line: string) => void): Promise<string> {
  const [{ chooseArtifactsDirectory }, { sweepBundles }, { sweepAttachments }] = await Promise.all([
    import('../../verbs/artifacts-directory.ts'),
    import('../../artifacts/bundle/sweep.ts'),
    import('../../artifacts/bundle/sweep-attachments.ts'),
  ])
  const { path, notice } = await chooseArtifactsDirectory(config.root)
  if (notice !== undefined) print(` kind  ${notice}`)
  await sweepBundles(path)
  await sweepAttachments(config.attachmentsDir, path)
  return path
}

/** Watch mode: also what this run has kept so far. Never rejects. */
export async function forgetBundles(directory: string): Promise<void> {
  const { sweepBundles } = await import('../../artifacts/bundle/sweep.ts')
  await sweepBundles(directory, { own: true })
}
