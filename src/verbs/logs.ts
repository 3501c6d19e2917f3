// A cluster → a folder of everything that may tell why it is as it is. Reads only, and takes what it can get.
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { describeError, isKindError } from '../support/errors.ts'
import { makeDirectory } from '../support/make-directory.ts'
import { type ClusterContext, openCluster } from './context.ts'
import type { LogPart } from './log-part.ts'
import { listLogParts } from './log-parts.ts'

export interface ExportedLogs {
  readonly directory: string
  /** What could not be had, a line each: `web-worker/journal.log: …`. Everything else is there. */
  readonly problems: readonly string[]
}

export interface ExportOptions {
  /**
   * Where to; made when it is absent.
   *
   * @default a new folder below that for temporary files
   */
  readonly directory?: string
  /** Hears where to, before anything is written. */
  readonly onDirectory?: (directory: string) => void
}

// What a node that hangs may take from the others' parts.
const budgetMs = 120_000

/** Writes all parts at once; the failure of one is told and does not hold up the others. Throws KIND_CLUSTER_UNKNOWN, and when nothing can be written. */
export async function exportLogs(
  name: string,
  options: ExportOptions,
  context: Pick<ClusterContext, 'environment' | 'signal'>,
): Promise<ExportedLogs> {
  const parts = listLogParts(await openCluster(name, context))
  const directory = options.directory === undefined ? await mkdtemp(join(tmpdir(), `vitest-kind-${name}-`)) : resolve(options.directory)
  await makeDirectory(directory)
  options.onDirectory?.(directory)
  const signal = AbortSignal.any([AbortSignal.timeout(budgetMs), context.signal])
  const problems = await Promise.all(parts.map((part) => writePart(part, directory, signal)))
  context.signal.throwIfAborted()
  return { directory, problems: problems.filter((problem) => problem !== undefined).toSorted() }
}

async function writePart(part: LogPart, directory: string, signal: AbortSignal): Promise<string | undefined> {
  const target = join(directory, part.path)
  try {
    await makeDirectory(dirname(target))
    await part.write(target, signal)
    return undefined
  } catch (error) {
    return `${part.path}: ${[describeError(error), ...(isKindError(error) ? (error.facts.seen ?? []) : [])].join('; ')}`
  }
}
