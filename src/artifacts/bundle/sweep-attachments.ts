// The folder into which Vitest copies attachments, and never looks again → without copies of what is kept no more. Others' stay.
import { readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { findBundles } from '../../support/bundle-folders.ts'

// The title with all that is no letter or digit made a dash, and a hash of the path: `-vitest-kind-web-rolls-out-3fa9c1-pods-txt-0f3c….txt`.
const ours = /\bvitest-kind\b.*-[0-9a-f]{6}-.*-[0-9a-f]{40}\.\w+$/

/** `directory`: of all clusters' bundles. Never rejects. */
export async function sweepAttachments(attachmentsDirectory: string, directory: string): Promise<void> {
  const copies = (await readdir(attachmentsDirectory).catch(() => [])).filter((name) => ours.test(name))
  if (copies.length === 0) return
  const clusters = await readdir(directory).catch(() => [])
  const kept = (await Promise.all(clusters.map((name) => findBundles(join(directory, name))))).flat()
  const names = kept.map(({ path }) => basename(path).replaceAll('.', '-'))
  const lost = copies.filter((copy) => !names.some((name) => copy.includes(`-${name}-`)))
  await Promise.all(lost.map(async (name) => rm(join(attachmentsDirectory, name), { force: true }).catch(() => undefined)))
}
