// A kustomization, where no kubectl is installed: built by that of a node. Main process only.
import { readKustomization } from '../../kube/manifests/kustomization.ts'
import { describeKustomizeFailure } from '../../kube/manifests/kustomize.ts'
import { readEnvironment } from '../../config/env.ts'
import { ConfigError } from '../../support/errors.ts'
import type { Calls } from '../request.ts'

const budgetMs = 60_000

export async function kustomize({ cluster, folder }: Calls['kustomize']['input']): Promise<string> {
  const { files, remotes } = await readKustomization(folder)
  if (remotes.length > 0)
    throw new ConfigError('KIND_CONFIG_INVALID', {
      what: `the kustomization ${folder} fetches, and a node of the cluster cannot: it has neither git nor, perhaps, a way out`,
      problems: [...remotes, 'nothing was applied'],
      do: 'install kubectl on this machine: it is used where it is there',
    })
  const { kustomizeInCluster } = await import('../../verbs/kustomize.ts')
  const context = { environment: readEnvironment(), signal: AbortSignal.timeout(budgetMs) }
  const { exitCode, stdout, stderr } = await kustomizeInCluster({ cluster, folder, files }, context)
  if (exitCode !== 0) throw describeKustomizeFailure(folder, stderr)
  return stdout
}
