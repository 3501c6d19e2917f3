// The pools that clusters of a run may come from: what they lack is made when the run has ended, by a process that outlives it. Main process only.
import type { Environment } from '../../config/env.ts'
import { describeError } from '../../support/errors.ts'
import { hashData } from '../../support/hash.ts'
import type { ClusterRequest } from '../../verbs/request/request.ts'

export interface Pools {
  /** That a cluster was asked for, whether it came from a pool or not. */
  note(request: ClusterRequest): void
  /** Has spares made, of those only that do not stay; a failure is told, and fails nothing. */
  fill(): Promise<void>
}

export function createPools({
  environment,
  print,
  artifactsDirectory,
}: {
  readonly environment: Environment
  readonly print: (line: string) => void
  readonly artifactsDirectory: () => Promise<string>
}): Pools {
  const wanted = new Map<string, ClusterRequest>()
  return {
    note(request) {
      const { spec, policy } = request
      if (policy.pool > 0 && policy.reuse === 'never') wanted.set(hashData({ ...spec, name: undefined }), request)
    },
    async fill() {
      if (wanted.size === 0) return
      const { startKeeper } = await import('../../keeper/start.ts')
      const directory = await artifactsDirectory()
      for (const request of wanted.values())
        await startKeeper({ request, size: request.policy.pool, environment, artifactsDirectory: directory }).catch((error: unknown) =>
          print(` kind  no spare clusters are made: ${describeError(error)}`),
        )
    },
  }
}
