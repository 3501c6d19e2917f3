// The parts of "usable", each awaited by watching: API, nodes, CoreDNS, the default ServiceAccount.
// Each takes a deadline and tolerates an API that is not up yet.
import type { Deadline } from '../support/deadline.ts'
import { poll } from '../support/poll.ts'
import { awaitObjects } from './await-objects.ts'
import type { KubeConnection } from './connection.ts'
import { readWarnings } from './verdicts/warnings.ts'
import { isRefusal, mayPass } from './request-error.ts'
import { awaitRollout } from './rollout.ts'
import { judgeSchedulable } from './verdicts/verdicts.ts'

/** Until the API server says ok to `/readyz`. What it lacks, or why it cannot be reached, is told when time runs out. */
export async function awaitApi(connection: KubeConnection, deadline: Deadline): Promise<void> {
  await poll(
    async (see) => {
      try {
        await connection.request({ path: '/readyz', signal: deadline.signal, timeoutMs: 2_000 })
        return true
      } catch (error) {
        if (!mayPass(error)) throw error
        if (deadline.signal.aborted && !isRefusal(error)) return undefined
        // On 500 the answer lists every check with [+] or [-]; only what fails is of interest.
        const failing = error.apiMessage.split('\n').filter((line) => line.startsWith('[-]'))
        see(...(failing.length > 0 ? failing : [error.message]))
        return undefined
      }
    },
    { deadline, awaited: `a ready API server at ${connection.server}`, everyMs: 50 },
  )
}

/** Until every named node exists, is Ready and takes the pods it is meant for. */
export async function awaitNodesReady(connection: KubeConnection, names: readonly string[], deadline: Deadline): Promise<void> {
  await awaitObjects(connection, {
    path: '/api/v1/nodes',
    awaited: `readiness of ${names.length === 1 ? 'node' : 'nodes'} ${names.join(', ')}`,
    deadline,
    judge(nodes) {
      const missing = names.flatMap((name) => {
        const node = nodes.find((one) => one.metadata.name === name)
        if (!node) return [`Node ${name} has not registered with the API server`]
        const { ready, why } = judgeSchedulable(node)
        return ready ? [] : [why]
      })
      return { ready: missing.length === 0, why: missing }
    },
    explain: (_nodes, signal) => readWarnings(connection, 'kube-system', signal),
  })
}

/** Until the cluster's DNS is complete: every replica of the Deployment `coredns` Ready. */
export async function awaitCoreDns(connection: KubeConnection, deadline: Deadline): Promise<void> {
  await awaitRollout(connection, 'Deployment', 'coredns', 'kube-system', deadline)
}

/** Until pods that name no ServiceAccount may be created in the namespace. */
export async function awaitDefaultServiceAccount(connection: KubeConnection, namespace: string, deadline: Deadline): Promise<void> {
  await awaitObjects(connection, {
    path: `/api/v1/namespaces/${namespace}/serviceaccounts`,
    query: { fieldSelector: 'metadata.name=default' },
    awaited: `the ServiceAccount "default" in ${namespace}`,
    deadline,
    judge: (accounts) => ({ ready: accounts.length > 0, why: 'it does not exist: the controller manager has not made it' }),
  })
}
