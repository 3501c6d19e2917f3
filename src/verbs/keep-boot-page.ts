// A boot that failed → its page, beside its evidence: the actions drawn to scale, why it failed, and the files to read.
import { readdir, stat, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { ActionRecord, BundleFile } from '../artifacts/run-record.ts'
import type { KeepPage } from '../boot/end-failed-boot.ts'
import { isKubeconfigFile } from '../cluster/paths.ts'
import type { ClusterSpec } from '../config/spec.ts'
import { planNames } from '../plan/names.ts'
import { isBundleName, pageFile } from '../support/bundle-folders.ts'

export interface FailedBootPage {
  readonly spec: ClusterSpec
  /** Of the cluster. */
  readonly directory: string
  readonly packageVersion: string
  readonly startedAtMs: number
  /** Asked for when the boot has ended. */
  readonly listActions: () => readonly ActionRecord[]
}

/** What cannot be written is not kept, and the error says all there is to say. */
export function keepBootPage({ spec, directory, packageVersion, startedAtMs, listActions }: FailedBootPage): KeepPage {
  return async (failure) => {
    try {
      const boot = listActions()
      const { renderRunPage } = await import('../artifacts/page/render-run-page.ts')
      const page = renderRunPage({
        cluster: {
          name: spec.name,
          kubernetesVersion: `v${spec.version}`,
          adopted: false,
          nodes: planNames(
            spec.name,
            spec.nodes.map(({ role }) => role),
          ),
          versions: { 'vitest-kind': packageVersion, node: process.versions.node },
        },
        startedAtMs,
        // What followed is evidence and removal.
        endedAtMs: Math.max(startedAtMs, ...boot.map((action) => action.endedAtMs ?? 0)),
        boot,
        failure: { ...failure, seen: failure.seen ?? [], evidence: { folder: '.', files: await listFiles(directory) } },
        tests: [],
        pods: [],
        events: [],
        nodeChanges: [],
        gaps: [],
      })
      await writeFile(join(directory, pageFile), page, { mode: 0o600 })
      return [pageFile]
    } catch {
      return []
    }
  }
}

/** Those of this boot: what tests of an earlier cluster have left has folders of its own. */
async function listFiles(directory: string): Promise<BundleFile[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => renderLink(relative(directory, join(entry.parentPath, entry.name))))
    .filter((path) => !isKubeconfigFile(path) && path !== pageFile && !isBundleName(path.split('/')[0]!))
  const files = await Promise.all(paths.map(async (path) => ({ path, bytes: (await stat(join(directory, path))).size })))
  return files.toSorted((one, other) => (one.path < other.path ? -1 : 1))
}

/** A relative path as a page names it. */
export function renderLink(path: string, separator = sep): string {
  return path.replaceAll(separator, '/')
}
