// Main process: of each cluster on which tests have failed, a bundle of the whole, once, before it goes or is left.
import { relative } from 'node:path'
import type { ClusterHandle } from '../../cluster/handle.ts'
import type { Environment } from '../../config/env.ts'
import { currentProcess, renderIdentity } from '../../support/process-identity.ts'

export interface RunEvidence {
  /** Never rejects. */
  keep(cluster: ClusterHandle, artifactsDirectory: string): Promise<void>
}

export interface EvidenceSurroundings {
  readonly environment: Environment
  readonly root: string
  readonly print: (line: string) => void
}

export function createRunEvidence({ environment, root, print }: EvidenceSurroundings): RunEvidence {
  return {
    async keep({ name, kubeconfig }, artifactsDirectory) {
      const { keepEvidence } = await import('../../verbs/keep-evidence.ts')
      const run = renderIdentity(currentProcess())
      const path = await keepEvidence({ name, kubeconfig, run, artifactsDirectory, environment })
      if (path !== undefined) print(` kind  ${name}  kept of the whole cluster: ${relative(root, path)}/`)
    },
  }
}
