// The pages of a run, one for each of its clusters: written at its end, where a test of the cluster failed; in watch mode at the end of every
// run, of that run. Main process.
import { rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { TestModule, TestProject, Vitest } from 'vitest/node'
import type { AttemptReport } from '../../artifacts/run-record.ts'
import type { ClusterHandle } from '../../cluster/handle.ts'
import { clusterFolderName, pageFile } from '../../support/bundle-folders.ts'
import { describeError } from '../../support/errors.ts'
import { makeDirectory } from '../../support/make-directory.ts'
import { packageVersion } from '../../support/package-version.ts'
import { type ClusterTape, createClusterTape } from './cluster-tape.ts'
import { readTests, type RanTest } from './read-tests.ts'
import { renderPagePlace } from './report.ts'

export interface RunPages {
  /** For a cluster that is about to be made or taken. Undefined where no page is wanted, and so nothing is noted. */
  begin(): ClusterTape | undefined
  /** From when it is usable. */
  follow(tape: ClusterTape | undefined, handle: ClusterHandle): void
  /** By the cluster's name. */
  find(cluster: string): ClusterTape | undefined
  note(report: AttemptReport): void
  /** Watch mode: these files run once more, and what was before is no part of that. Rejects with what the file system says. */
  beginRun(files: readonly string[]): Promise<void>
  /** Reads what became of the tests. At the very beginning of the end: a Vitest that closes forgets it. */
  noteTests(): void
  /** Ends all tapes and writes the pages that are to be. Never rejects: a page that cannot be written is told. */
  write(): Promise<void>
}

/** When there is to be a page. */
export type PagePolicy = 'on-failure' | 'always' | 'never'

export interface PagesOptions {
  readonly vitest: Vitest
  /** Whether the tests of a project may use clusters. */
  readonly isOurs: (project: TestProject) => boolean
  readonly print: (line: string) => void
  /** As the projects want it that have set up so far. */
  readonly policy: () => PagePolicy
  readonly artifactsDirectory: () => Promise<string>
}

export function createRunPages({ vitest, isOurs, print, policy, artifactsDirectory }: PagesOptions): RunPages {
  const tapes = new Map<string, ClusterTape>()
  let tests: readonly RanTest[] = []
  let again: { readonly atMs: number; readonly files: ReadonlySet<string> } | undefined
  let running: Promise<void> | undefined

  async function findPage(cluster: string): Promise<string> {
    return join(await artifactsDirectory(), clusterFolderName(cluster), pageFile)
  }

  async function writePage(cluster: string, tape: ClusterTape, own: readonly RanTest[]): Promise<void> {
    const page = await findPage(cluster)
    const isWanted = policy() === 'always' || own.some(({ state }) => state === 'failed')
    const record = isWanted
      ? tape.assemble(own, { 'vitest-kind': packageVersion, vitest: vitest.version, node: process.versions.node }, again?.atMs)
      : undefined
    // That of an earlier run would tell of what is no more.
    if (!record) return rm(page, { force: true })
    const { renderRunPage } = await import('../../artifacts/page/render-run-page.ts')
    await makeDirectory(dirname(page), { mode: 0o700 })
    await writeFile(page, renderRunPage(record), { mode: 0o600 })
    print(renderPagePlace(cluster, tellPath(vitest.config.root, page)))
  }

  async function writePages(): Promise<void> {
    for (const [cluster, tape] of tapes) {
      // Of several clusters, each has the tests that are known to have used it.
      const own = tapes.size === 1 ? tests : tests.filter((test) => tape.hasTest(test))
      await writePage(cluster, tape, own).catch((error: unknown) =>
        print(` kind  ${cluster}  the page of the run could not be written: ${describeError(error)}`),
      )
    }
  }

  /** Of what Vitest knows, the tests that this run has run. */
  function readRun(): void {
    if (tapes.size === 0) return
    const isOfRun = ({ project, moduleId }: TestModule): boolean => isOurs(project) && (again?.files.has(moduleId) ?? true)
    tests = readTests(vitest, isOfRun, Date.now())
  }

  /** Told of by tests that run: in watch mode their end is awaited. */
  function awaitRun(): void {
    if (vitest.config.watch) running ??= writeAfterRun().finally(() => (running = undefined))
  }

  async function writeAfterRun(): Promise<void> {
    try {
      await vitest.waitForTestRunEnd()
    } catch {
      // Tests that could not be run are told by Vitest.
      return
    }
    readRun()
    await writePages()
  }

  return {
    begin: () => (policy() === 'never' ? undefined : createClusterTape()),
    follow(tape, handle) {
      if (!tape) return
      tapes.set(handle.name, tape)
      tape.watch(handle)
      awaitRun()
    },
    find(cluster) {
      awaitRun()
      return tapes.get(cluster)
    },
    note(report) {
      awaitRun()
      tapes.get(report.cluster)?.noteReport(report)
    },
    async beginRun(files) {
      again = { atMs: Date.now(), files: new Set(files) }
      // The bundles that it leads to go now.
      for (const cluster of tapes.keys()) await rm(await findPage(cluster), { force: true })
    },
    noteTests() {
      if (!vitest.config.watch) readRun()
    },
    async write() {
      await Promise.all([...tapes.values()].map((tape) => tape.stop()))
      // Each run has had its own.
      if (!vitest.config.watch) await writePages()
      tapes.clear()
    },
  }
}

/** As a person in the project's root has it. */
function tellPath(root: string, path: string): string {
  const below = relative(root, path)
  return below.startsWith('..') ? path : below
}
