// The user's own step, once for each state: what it has installed is in the state. Where that is put back, it is waited for until it runs.
import { requireCluster } from '../../cluster/cluster.ts'
import { kubeconfigPath } from '../../cluster/paths.ts'
import { awaitRollout } from '../../kube/rollout.ts'
import { listRolledOut, readInstalled, writeInstalled } from '../../state/installed.ts'
import { bindPrepareApply } from '../prepare-step.ts'
import { describeStepFailure } from '../step-failure.ts'
import { requireFirstNode } from '../require-nodes.ts'
import type { BootAction, BootContext } from '../action.ts'

export const prepareCluster: BootAction<BootContext> = {
  name: 'prepare-cluster',
  concerns: ({ prepare, state, plan }) => prepare !== undefined || (state !== undefined && plan.spec.prepare !== null),
  async run(context) {
    const { connect, deadline, directory, engine, plan, prepare, signal } = context
    const node = await requireFirstNode(context)
    const connection = await connect(signal)
    if (!prepare) {
      const installed = await readInstalled(node)
      await Promise.all(installed.map(({ kind, name, namespace }) => awaitRollout(connection, kind, name, namespace, deadline)))
      return
    }
    const before = await listRolledOut(connection, signal)
    const { name, readKubeconfig } = await requireCluster(engine, plan.spec.name)
    const given = {
      name,
      kubernetesVersion: plan.kubernetesVersion,
      kubeconfig: await readKubeconfig(),
      kubeconfigPath: kubeconfigPath(directory),
      apply: bindPrepareApply(connection, prepare.path, deadline),
      signal,
    }
    await untilOver(
      Promise.resolve().then(() => prepare.run(given)),
      deadline,
    ).catch((error: unknown) => {
      throw describeStepFailure(error, prepare.path)
    })
    const after = await listRolledOut(connection, signal)
    await writeInstalled(
      node,
      after.filter((one) => !before.some((other) => other.uid === one.uid)),
    )
  },
}

/** A function of a user's need not heed its signal. */
function untilOver(work: Promise<void>, { signal, check }: BootContext['deadline']): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      try {
        check('the end of the prepare step')
        reject(signal.reason)
      } catch (error) {
        reject(error)
      }
    }
    if (signal.aborted) end()
    signal.addEventListener('abort', end, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', end))
  })
}
