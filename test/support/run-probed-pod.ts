// A pod of one container in the namespace `default`, until a command in it says that it is ready.
import type { KubeConnection } from '../../src/kube/connection.ts'
import { applyManifests } from '../../src/kube/manifests/apply.ts'
import { startDeadline } from '../../src/support/deadline.ts'
import { awaitPodReady } from './await-pod.ts'

export interface ProbedPod {
  readonly name: string
  readonly image: string
  readonly command: readonly string[]
  /** Asked every second. */
  readonly ready: readonly string[]
  readonly imagePullPolicy?: 'Never'
}

export async function runProbedPod(connection: KubeConnection, { ready, ...container }: ProbedPod, signal: AbortSignal): Promise<void> {
  const { name } = container
  const readinessProbe = { exec: { command: ready }, periodSeconds: 1 }
  const spec = { terminationGracePeriodSeconds: 0, containers: [{ ...container, readinessProbe }] }
  await applyManifests(connection, { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec }, { signal })
  await awaitPodReady(connection, name, 'default', startDeadline('the test', 60_000, signal))
}
