// A row's work in a namespace of its own, which is empty again when the next one begins.
import { awaitObjects } from '../../../src/kube/await-objects.ts'
import type { KubeConnection } from '../../../src/kube/connection.ts'
import { createNamespace, removeNamespace } from '../../../src/kube/namespaces.ts'
import { judgePod } from '../../../src/kube/verdicts/pod-verdict.ts'
import { type Deadline, startDeadline } from '../../../src/support/deadline.ts'
import type { Measured, Row, Stage } from './row.ts'

export async function awaitPodReady(connection: KubeConnection, inside: string, name: string, deadline: Deadline): Promise<void> {
  await awaitObjects(connection, {
    path: `/api/v1/namespaces/${inside}/pods`,
    query: { fieldSelector: `metadata.name=${name}` },
    awaited: `readiness of Pod ${inside}/${name}`,
    deadline,
    judge: ([one]) => (one ? judgePod(one) : { ready: false, why: 'it does not exist' }),
  })
}

/** What goes away would take the time of what is measured next; the namespace itself, once empty, does not. */
async function emptyNamespace(connection: KubeConnection, name: string, deadline: Deadline): Promise<void> {
  const pods = `/api/v1/namespaces/${name}/pods`
  await connection.request({ method: 'DELETE', path: `/apis/apps/v1/namespaces/${name}/deployments` })
  await connection.request({ method: 'DELETE', path: pods })
  await awaitObjects(connection, {
    path: pods,
    awaited: `the end of the pods of ${name}`,
    deadline,
    judge: (left) => ({ ready: left.length === 0, why: `${left.length} are left` }),
  })
  await removeNamespace(connection, name, deadline.signal)
}

export type WorkInside = (connection: KubeConnection, namespace: string, deadline: Deadline, stage: Stage) => Promise<Measured>

/** A row whose work has a namespace of its own. */
export function inNamespace(name: string, title: string, work: WorkInside): Row {
  return {
    name,
    title,
    unit: 'ms',
    async measure(stage) {
      const connection = await stage.connect()
      const deadline = startDeadline('the benchmark', 120_000, stage.signal)
      await createNamespace(connection, name, { annotations: {}, deadline })
      try {
        return await work(connection, name, deadline, stage)
      } finally {
        await emptyNamespace(connection, name, deadline)
      }
    },
  }
}
