// A state that a first boot leaves on the engine, and clusters that begin there: each with keys, tokens and identities of its own.
import { randomBytes } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { ClusterOptions } from '../../src/config/options.ts'
import { connectKube, type KubeConnection } from '../../src/kube/connection.ts'
import { keepPrepared, preparedName, removePrepared } from '../../src/state/prepared/prepared-image.ts'
import { startDeadline } from '../../src/support/deadline.ts'
import { packageVersion } from '../../src/support/package-version.ts'
import { deleteCluster } from '../../src/verbs/delete.ts'
import { listPrepared } from '../../src/verbs/list-prepared.ts'
import { pruneLeftovers } from '../../src/verbs/prune.ts'
import { restoreSnapshot, saveSnapshot } from '../../src/verbs/snapshot.ts'
import { awaitPodReady } from '../support/await-pod.ts'
import { createTestContext, type TestContext } from '../support/cluster-context.ts'
import { createCluster } from '../support/make-cluster.ts'
import { findNodes } from '../support/open-nodes.ts'
import { expectNothingShared, readSecrets } from '../support/read-secrets.ts'
import { runProbedPod } from '../support/run-probed-pod.ts'
import { keyOfState } from '../support/key-of-state.ts'

const [first, second, third] = ['vitest-prepared-a', 'vitest-prepared-b', 'vitest-prepared-c']
const signal = AbortSignal.timeout(280_000)

test('a state that fails is said, and made anew by a boot from nothing; a second cluster begins there, and shares no secret with the first', async () => {
  const context = await createTestContext(first, second, third)
  // Of this test alone: no other run's state has this key.
  const snapshot = join(context.artifactsDirectory, 'cache')
  const options: ClusterOptions = { prepared: true, snapshot, env: { KEY: randomBytes(8).toString('hex') } }
  const key = await keyOfState(options, context.engine)
  onTestFinished(async () => void (await removePrepared(context.engine, preparedName(key))))
  await keepUseless(key, context)

  const a = await createCluster({ ...options, name: first }, context)
  expect(context.events).toContainEqual(
    expect.objectContaining({
      type: 'notice',
      text: expect.stringMatching(
        /^the prepared state is not used any more, and the boot begins from nothing: .* stopped in put-back-state/,
      ),
    }),
  )
  expect(context.finished()).toContain('kubeadm-init')
  expect((await listPrepared(context)).filter((state) => state.key === key)).toMatchObject([{ of: `${a.kubernetesVersion}, 1 node` }])

  expect(await readdir(snapshot)).toEqual([`${key}.state`])

  // Another machine has the file alone.
  context.events.length = 0
  const b = await createCluster({ ...options, prepared: false, name: second }, context)
  const steps = context.finished()
  expect(steps).toEqual(expect.arrayContaining(['put-back-state', 'await-usable']))
  expect(steps.filter((step) => ['kubeadm-init', 'install-cni', 'install-storage', 'apply-manifests'].includes(step))).toEqual([])

  await using one = await connectKube(a.kubeconfig)
  await using other = await connectKube(b.kubeconfig)
  const [theirs, ours] = await Promise.all([readSecrets(first, one, context.engine), readSecrets(second, other, context.engine)])
  expect(theirs.files.length).toBeGreaterThan(20)
  expectNothingShared(ours, theirs)
  expect(ours.text, 'names of the other cluster').not.toContain(first)
  expect(await answerTo(await makeToken(one), other), 'a token of the first').toBe(401)
  expect(await answerTo(await makeToken(other), other), 'a token of its own').toBe(200)
  await resolveName(other)

  // As a file, what a user has made in it included.
  const file = join(context.artifactsDirectory, 'second.state')
  const saved = await saveSnapshot(second, file, context)
  expect(saved).toMatchObject({ path: file, kubernetesVersion: b.kubernetesVersion })
  await deleteCluster(first, context)
  await refuseDamaged(file, context)
  // Two at once, beside the one they were taken of: the names of the first are free again.
  const [again, twin] = await Promise.all(
    [first, third].map(async (name) => {
      const { kubeconfig } = await restoreSnapshot(file, name, context)
      await using connection = await connectKube(kubeconfig)
      await awaitPodReady(connection, 'ask', 'default', startDeadline('the test', 60_000, signal))
      return await readSecrets(name, connection, context.engine)
    }),
  )
  expectNothingShared(again!, ours)
  expectNothingShared(twin!, ours)
  expectNothingShared(again!, twin!)
  expect(`${again!.text}${twin!.text}`).not.toContain(second)

  expect(await pruneLeftovers({ dryRun: true, caches: true }, context)).toContainEqual(
    expect.objectContaining({ kind: 'image', name: preparedName(key) }),
  )
})

/** A bit of it has turned, on its way or on a disk. */
async function refuseDamaged(file: string, context: TestContext): Promise<void> {
  const damaged = join(context.artifactsDirectory, 'damaged.state')
  const bytes = await readFile(file)
  bytes[bytes.length - 9]! ^= 1
  await writeFile(damaged, bytes)
  await expect(restoreSnapshot(damaged, first, context)).rejects.toMatchObject({
    code: 'KIND_STATE_UNUSABLE',
    facts: { what: `the snapshot ${damaged} cannot be put back: it is damaged: its checksum is another one` },
  })
  expect(await findNodes(context.engine, first)).toEqual([])
}

/** It can be read; etcd refuses what is in it. */
async function keepUseless(key: string, { engine }: TestContext): Promise<void> {
  await keepPrepared(
    engine,
    {
      kubernetesVersion: 'v1.0.0',
      names: { cluster: 'x', nodes: ['x-control-plane'], endpoint: 'x:6443', ca: '' },
      objects: [{ key: '', object: { apiVersion: 'v1', kind: 'Thing', metadata: { name: '' } } }],
      files: [],
    },
    { key, kubernetes: 'v1.0.0', createdAtMs: 1, by: packageVersion },
  )
}

/** Of the ServiceAccount `default`. */
async function makeToken(connection: KubeConnection): Promise<string> {
  const { status } = await connection.request<{ status: { token: string } }>({
    method: 'POST',
    path: '/api/v1/namespaces/default/serviceaccounts/default/token',
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
    signal,
  })
  return status.token
}

/** What the API server says to whoever comes with it: 200 where it knows whose it is. */
async function answerTo(token: string, connection: KubeConnection): Promise<number> {
  const { status } = await connection.request<{ status: { authenticated?: boolean } }>({
    method: 'POST',
    path: '/apis/authentication.k8s.io/v1/tokenreviews',
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token } },
    signal,
  })
  return status.authenticated ? 200 : 401
}

/** In a pod, through a Service, by a program of an image that every node has. */
async function resolveName(connection: KubeConnection): Promise<void> {
  const command = 'until nslookup kubernetes.default.svc.cluster.local; do sleep 0.2; done; touch /tmp/ready; sleep 1000'
  const image = 'docker.io/vitest-kind/local-path-helper:v0.0.30'
  const ready = ['test', '-e', '/tmp/ready']
  await runProbedPod(connection, { name: 'ask', image, command: ['/bin/sh', '-c', command], ready }, signal)
}
