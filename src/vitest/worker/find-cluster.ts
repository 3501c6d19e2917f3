// A selector → the handle of a usable cluster, from what set-up provided or by asking the main process. Worker side.
import { expect, inject } from 'vitest'
import type { ClusterHandle } from '../../cluster/handle.ts'
import { errorFromData, KindError } from '../../support/errors.ts'
import type { ProvidedRun } from '../provided.ts'
import { type ClusterSelector, requestCluster } from '../request.ts'

/** The declared cluster when there is no selector. Throws what the making of the cluster threw, or KIND_SETUP_MISSING. */
export async function findCluster(selector?: ClusterSelector): Promise<ClusterHandle> {
  const run = inject('vitest-kind:run')
  if (!run) throw setupMissing()
  const known = selector === undefined || !run.broker ? run.declared : undefined
  const answer = known ?? (run.broker && (await requestCluster(run.broker, selector, describeSource(run))))
  if (!answer) throw setupMissing()
  if ('error' in answer) throw errorFromData(answer.error)
  return answer.handle
}

/** A kubeconfig that leads nowhere. Where set-up has left none, a folder: clients refuse one, and none of them looks elsewhere. */
export function closedKubeconfigPath(): string {
  return inject('vitest-kind:run')?.closedKubeconfig ?? import.meta.dirname
}

function setupMissing(): KindError {
  return new KindError('KIND_SETUP_MISSING', {
    what: 'this test wants a cluster, but its Vitest project does not set one up',
    do: [
      'add the plugin to the project in vitest.config.ts:',
      "import { kind } from 'vitest-kind/plugin'",
      'export default defineConfig({ plugins: [kind()] })',
    ].join('\n'),
  })
}

/** The test file that runs, as a person calls it. */
export function describeFile({ root }: Pick<ProvidedRun, 'root'> = inject('vitest-kind:run') ?? { root: '' }): string {
  const file = expect.getState().testPath ?? ''
  return file.startsWith(`${root}/`) ? file.slice(root.length + 1) : file
}

/** Where a cluster is asked for, as errors say it. */
export function describeSource(run: ProvidedRun): string {
  const file = describeFile(run)
  return file ? `kindCluster() in ${file}` : 'kindCluster()'
}
