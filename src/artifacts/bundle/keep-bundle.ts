// What was seen of an attempt of a test → a folder of files that explains it, with the logs of its containers. What is not there when the test
// goes on comes while others run.
import type { KubeConnection } from '../../kube/connection.ts'
import { bundleMark, type BundleMark } from '../../support/bundle-folders.ts'
import { describeError } from '../../support/errors.ts'
import type { Redactor } from '../../support/redaction/redactor.ts'
import type { BundleFile } from '../run-record.ts'
import type { Sight } from '../sight.ts'
import { type BundleFolder, openBundleFolder } from './bundle-folder.ts'
import { listContainerLogs } from './container-logs.ts'
import { listDocuments, type Occasion } from './documents.ts'

/** All files of a bundle together. */
export const maxBundleBytes = 10 * 1024 * 1024
const logsAtOnce = 6

export interface BundleOrder extends BundleMark {
  readonly path: string
  readonly occasion: Occasion
  readonly redactor: Redactor
  /** When the attempt began, in milliseconds since 1970. */
  readonly sinceMs: number
  /** Ends the reading of logs. */
  readonly signal: AbortSignal
}

export interface KeptBundle {
  readonly path: string
  /** So far. */
  readonly files: readonly BundleFile[]
  /** Those of them that a reader wants first: what pods are like, their events, the logs of those in trouble, all objects. */
  listTelling(): readonly string[]
  /** Resolves, and never rejects, when all is there; with what is not, a line each. */
  readonly done: Promise<readonly string[]>
}

/** Begins at once. */
export function keepBundle(connection: KubeConnection, sight: Sight, order: BundleOrder): KeptBundle {
  const { path, redactor } = order
  const folder = openBundleFolder(path, { maxBytes: maxBundleBytes, redactor })
  const telling: string[] = []
  return {
    path,
    files: folder.files,
    listTelling: () => telling.toSorted((a, b) => rank(a) - rank(b)),
    done: fill(connection, sight, order, folder, telling),
  }
}

async function fill(
  connection: KubeConnection,
  sight: Sight,
  { occasion, redactor, run, sinceMs, signal }: BundleOrder,
  folder: BundleFolder,
  telling: string[],
): Promise<readonly string[]> {
  const problems: string[] = [...sight.problems]
  const write = async (path: string, parts: Iterable<string> | (() => Promise<Iterable<string>>)): Promise<boolean> => {
    const before = folder.files.length
    await (async () => folder.write(path, typeof parts === 'function' ? await parts() : parts))().catch((error: unknown) =>
      problems.push(`${path}: ${describeError(error)}`),
    )
    return folder.files.length > before
  }
  await write(bundleMark, [JSON.stringify({ run } satisfies BundleMark)])
  const writeDocuments = async (): Promise<void> => {
    for (const { path, parts, isTelling } of listDocuments(sight, occasion, redactor))
      if ((await write(path, parts)) && isTelling) telling.push(path)
  }
  const pods = sight.objects.filter(({ kind, apiVersion }) => kind === 'Pod' && apiVersion === 'v1')
  const logs = listContainerLogs(pods, sinceMs)
  const readNext = async (): Promise<void> => {
    for (let log = logs.shift(); log; log = logs.shift()) {
      const { path, ofTrouble, read } = log
      const isWritten = await write(path, async () => [await read(connection, signal)].filter((text) => text !== ''))
      if (isWritten && ofTrouble) telling.push(path)
    }
  }
  await Promise.all([writeDocuments(), ...Array.from({ length: logsAtOnce }, readNext)])
  return problems
}

function rank(path: string): number {
  const at = ['pods.txt', 'events.txt'].indexOf(path)
  return at >= 0 ? at : path.startsWith('logs/') ? 2 : 3
}
