// "Usable", judged from outside by the same check for both: nodes Ready, CoreDNS, the default ServiceAccount, and a pod that resolves the name of
// the API and exits with 0. The pod is made at once: who waits for the others first would have its second on top.
import { awaitObjects } from '../../../src/kube/await-objects.ts'
import { connectKube, type KubeConnection } from '../../../src/kube/connection.ts'
import type { KubeObject } from '../../../src/kube/object.ts'
import { awaitCoreDns, awaitDefaultServiceAccount, awaitNodesReady } from '../../../src/kube/readiness.ts'
import { type Deadline, startDeadline } from '../../../src/support/deadline.ts'
import type { BenchCluster, Step } from './contender.ts'
import { busyboxImage, createPod, removePod } from './pods.ts'

const withinMs = 240_000
const resolver = 'usable'
// The whole name: Debian's static busybox knows no search list. It asks again, as a client would that is told to try later.
const resolve = 'until nslookup -type=a kubernetes.default.svc.cluster.local; do sleep 0.1; done'

/** What was awaited, and when it had come. */
export async function awaitUsable({ kubeconfig, nodes }: BenchCluster, signal: AbortSignal): Promise<Step[]> {
  await using connection = await connectKube(kubeconfig)
  const deadline = startDeadline('the benchmark', withinMs, signal)
  const startMs = performance.now()
  const steps: Step[] = []
  const note = async (name: string, wait: Promise<unknown>): Promise<void> => {
    await wait
    steps.push({ name, startMs, endMs: performance.now(), outside: true })
  }
  await Promise.all([
    note('nodes Ready', awaitNodesReady(connection, nodes, deadline)),
    note('CoreDNS', awaitCoreDns(connection, deadline)),
    note('a pod resolves', awaitResolver(connection, deadline)),
  ])
  return steps
}

async function awaitResolver(connection: KubeConnection, deadline: Deadline): Promise<void> {
  // Else the pod would be refused.
  await awaitDefaultServiceAccount(connection, 'default', deadline)
  const spec = {
    restartPolicy: 'Never',
    // kind keeps pods away from control planes where there are several, also where there is nothing else.
    tolerations: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists' }],
    containers: [{ name: 'main', image: busyboxImage, command: ['/bin/sh', '-c', resolve] }],
  }
  await createPod(connection, 'default', resolver, spec)
  await awaitObjects(connection, {
    path: '/api/v1/namespaces/default/pods',
    query: { fieldSelector: `metadata.name=${resolver}` },
    awaited: `the end of Pod ${resolver}`,
    deadline,
    judge([pod]) {
      const phase = phaseOf(pod)
      if (phase === 'Failed') throw new Error('the pod that was to resolve kubernetes.default has failed')
      return { ready: phase === 'Succeeded', why: `Pod ${resolver} is ${phase}` }
    },
  })
  await removePod(connection, 'default', resolver)
}

function phaseOf(pod: KubeObject | undefined): string {
  return (pod?.['status'] as { readonly phase?: string } | undefined)?.phase ?? 'not there'
}
