// What the StorageClass `standard` promises, asked of a living cluster.
import { expect } from 'vitest'
import { applyManifests } from '../../src/kube/manifests/apply.ts'
import type { KubeConnection } from '../../src/kube/connection.ts'
import { awaitGone, removeObject } from '../../src/kube/objects.ts'
import type { Node } from '../../src/cluster/node.ts'
import { type Deadline, startDeadline } from '../../src/support/deadline.ts'
import { poll } from '../../src/support/poll.ts'
import { awaitPodReady } from './await-pod.ts'

const folder = '/var/local-path-provisioner'
const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: 'data', namespace: 'default' }

/** A volume is made on `node`, where its pod runs, for whatever user; without a pod for the mkdir; and goes with its claim. */
export async function expectVolume(connection: KubeConnection, node: Node, image: string): Promise<void> {
  const deadline = startDeadline('a test', 60_000)
  await applyManifests(
    connection,
    [
      {
        apiVersion: claim.apiVersion,
        kind: claim.kind,
        metadata: { name: claim.name },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } } },
      },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'writer' },
        spec: {
          nodeSelector: { 'kubernetes.io/hostname': node.name },
          tolerations: [{ operator: 'Exists' }],
          terminationGracePeriodSeconds: 0,
          securityContext: { runAsUser: 1234 },
          volumes: [{ name: 'data', persistentVolumeClaim: { claimName: claim.name } }],
          containers: [
            {
              name: 'main',
              image,
              imagePullPolicy: 'Never',
              command: ['/bin/busybox', 'sh', '-c', 'echo kept >/data/file && exec /bin/busybox sleep 1000'],
              volumeMounts: [{ name: 'data', mountPath: '/data' }],
            },
          ],
        },
      },
    ],
    { namespace: 'default' },
  )
  await awaitPodReady(connection, 'writer', 'default', deadline)
  const find = async (): Promise<string> => (await node.run(['find', folder, '-name', '*_default_data'])).stdout.trim()
  const directory = await find()
  expect((await node.run(['cat', `${directory}/file`])).stdout).toBe('kept\n')
  const { items } = await connection.request<{ items: { involvedObject: { name: string } }[] }>({
    path: '/api/v1/namespaces/local-path-storage/events',
  })
  expect(items.map(({ involvedObject: { name } }) => name).filter((name) => name.startsWith('helper-pod'))).toEqual([])
  await removeAll(connection, deadline)
  await poll(async () => ((await find()) === '' ? true : undefined), { deadline, awaited: `the removal of ${directory}` })
}

async function removeAll(connection: KubeConnection, deadline: Deadline): Promise<void> {
  const writer = { apiVersion: 'v1', kind: 'Pod', name: 'writer', namespace: 'default' }
  await removeObject(connection, writer)
  await removeObject(connection, claim)
  await awaitGone(connection, writer, deadline)
}
