// Options, with what stands in the kind configuration they name → what is asked for, resolved once. The doors (Vitest, the API, the
// command line) call this; nothing below them sees options.
import type { ClusterOptions } from '../../config/options.ts'
import { resolveOptions, type ResolvedOptions } from '../../config/resolve.ts'
import { problemsError } from '../../support/problems-error.ts'
import { findFileProblems } from './find-file-problems.ts'
import { findManifestProblems } from './find-manifest-problems.ts'
import { hashPrepareStep } from './hash-prepare-step.ts'
import { loadOptions } from './load-options.ts'

/** A cluster, as it is to be, and how the caller wants it treated. */
export type ClusterRequest = ResolvedOptions

export interface OptionsPlace {
  /** For errors about them: `kind() in vitest.config.ts`. */
  readonly source: string
  /** What the path of `config`, and those of `extraMounts`, count from. */
  readonly directory: string
}

/** Throws KIND_CONFIG_INVALID with all problems at once. */
export async function resolveRequest(options: ClusterOptions, { source, directory }: OptionsPlace): Promise<ClusterRequest> {
  const loaded = await loadOptions(options, source, directory)
  const prepare = typeof loaded.prepare === 'string' ? await hashPrepareStep(loaded.prepare) : undefined
  const request = resolveOptions(loaded, source, { ...(prepare !== undefined && { prepare }) })
  const { images, manifests } = request.policy
  const problems = (await Promise.all([findFileProblems(images), findManifestProblems(manifests)])).flat()
  if (request.policy.prepare !== null && prepare === undefined) problems.push(`prepare  there is no file ${request.policy.prepare}`)
  if (problems.length > 0) throw problemsError(`the cluster options (${source})`, problems)
  return request
}
