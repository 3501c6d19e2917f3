// Where what is kept of the tests of a cluster goes, and who is told of it. Worker side.
import { isAbsolute, join, relative } from 'node:path'
import type { AttemptReport } from '../../artifacts/run-record.ts'
import type { ClusterHandle } from '../../cluster/handle.ts'
import { clusterFolderName } from '../../support/bundle-folders.ts'
import type { ProvidedRun } from '../provided.ts'
import { type CallName, type Calls, connectMainProcess } from '../request.ts'

export interface Archive {
  /** Name of the cluster. */
  readonly cluster: string
  /** Of all bundles of the cluster. */
  readonly folder: string
  /** Identity of the run, as one word. */
  readonly run: string
  /** Name → version, of what made the run. */
  readonly versions: Readonly<Record<string, string>>
  /** A path as a person in the project's root has it. */
  tell(path: string): string
  /** What the engine knows of nodes that do not run, a line each; nothing when it does not answer. Never rejects. */
  lookAtNodes(isSilent: boolean): Promise<readonly string[]>
  /** Resolves, and never rejects, when the main process has taken note. */
  report(report: AttemptReport): Promise<void>
}

/** Undefined where set-up failed before it could say. */
export function openArchive({ artifacts, broker, root }: ProvidedRun, { name, nodes }: ClusterHandle): Archive | undefined {
  if (!artifacts) return undefined
  const ask = async <Name extends CallName>(call: Name, input: Calls[Name]['input']): Promise<Calls[Name]['output'] | undefined> => {
    if (!broker) return undefined
    const main = await connectMainProcess(broker)
    return main.call(call, input).finally(main.close)
  }
  const { directory, run, versions } = artifacts
  return {
    cluster: name,
    folder: join(directory, clusterFolderName(name)),
    run,
    versions: { ...versions, node: process.versions.node },
    tell(path) {
      const below = relative(root, path)
      return below.startsWith('..') || isAbsolute(below) ? path : below
    },
    lookAtNodes: async (isSilent) =>
      nodes.length === 0 ? [] : ((await ask('lookAtNodes', { cluster: name, isSilent }).catch(() => undefined)) ?? []),
    async report(attempt) {
      await ask('noteAttempt', attempt).catch(() => undefined)
    },
  }
}
