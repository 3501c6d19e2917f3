// What can go wrong with a node: each gives one clear error, names the action, keeps evidence, and leaves nothing behind.
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createCluster } from '../support/make-cluster.ts'
import type { ClusterOptions } from '../../src/config/options.ts'
import { listContainers } from '../../src/docker/containers.ts'
import { isKindError, type KindError } from '../../src/support/errors.ts'
import { createTestContext, type TestContext } from '../support/cluster-context.ts'

const name = 'vitest-broken'

async function failToCreate(context: TestContext, options: ClusterOptions): Promise<KindError> {
  const error: unknown = await createCluster({ name, ...options }, context).then(
    () => new Error('the cluster came up'),
    (reason: unknown) => reason,
  )
  if (!isKindError(error)) throw error
  expect(await listContainers(context.engine, { 'io.x-k8s.kind.cluster': name }), 'nothing is left').toEqual([])
  return error
}

/** The text without what differs from run to run. */
function steady(error: KindError, context: TestContext): string {
  return (
    error.message
      .replaceAll(context.artifactsDirectory, '<artifacts>')
      .replaceAll(/\d+\.\d s/g, 'N s')
      .replaceAll(/derived:[0-9a-f]+/g, 'derived:…')
      // What a node has to tell depends on how far it came.
      .replaceAll(/ ?(?:\{(?:[\w./-]+,)*inspect\.json(?:,[\w./-]+)*\}|\(\d+ files\))/g, '{…}')
  )
}

test('kubeadm failing is told with its phase and its own words, the whole output is kept', async () => {
  const context = await createTestContext(name)
  const broken = await context.buildImage(
    // A file where the certificates' directory belongs: the phase that makes them fails.
    (node) => [`FROM ${node}`, 'COPY pki /etc/kubernetes/pki'],
    { pki: 'not a directory\n' },
  )
  const error = await failToCreate(context, { image: broken })
  expect(steady(error, context)).toMatchInlineSnapshot(`
    "KIND_BOOT_FAILED: cluster "vitest-broken" stopped in kubeadm-init after N s: kubeadm init exited with 1 on vitest-broken-control-plane in phase certs
      seen   error: error execution phase certs/ca: failure loading ca certificate: failed to load certificate: couldn't load the certificate file /etc/kubernetes/pki/ca.crt: open /etc/kubernetes/pki/ca.crt: not a directory
      kept   <artifacts>/vitest-broken/ index.html vitest-broken-control-plane/{…}; nodes removed; keepOnFailure: true keeps them"
  `)
  expect(await readFile(join(context.artifactsDirectory, name, 'kubeadm-init.log'), 'utf8')).toContain('Using Kubernetes version')
})

test('a node that dies while it is paused is told with its exit code and its last words', async () => {
  const context = await createTestContext(name)
  const broken = await context.buildImage((node) => [`FROM ${node}`, 'COPY paused-boot /usr/local/bin/paused-boot'], {
    'paused-boot': '#!/bin/bash\necho "cannot mount the moon"\nexit 7\n',
  })
  const error = await failToCreate(context, { image: broken })
  expect(steady(error, context)).toMatchInlineSnapshot(`
    "KIND_BOOT_FAILED: cluster "vitest-broken" stopped in create-nodes after N s: the log of container vitest-broken-control-plane did not show its pause: it exited with 7, also when it was restarted
      seen   cannot mount the moon
      seen   cannot mount the moon
      kept   <artifacts>/vitest-broken/ index.html vitest-broken-control-plane/{…}; nodes removed; keepOnFailure: true keeps them"
  `)
  expect(await readdir(join(context.artifactsDirectory, name))).toContain(`${name}-control-plane`)
})

test('a node that never becomes usable is told with the budget and what was seen last', async () => {
  const context = await createTestContext(name)
  const broken = await context.buildImage((node) => [`FROM ${node}`, 'COPY default-cni.yaml /kind/manifests/default-cni.yaml'], {
    'default-cni.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: no-network, namespace: kube-system }\n',
  })
  const error = await failToCreate(context, { image: broken, bootTimeout: 40_000 })
  expect(error.code).toBe('KIND_BOOT_FAILED')
  expect(error.message).toContain('stopped in await-usable')
  expect(error.message).toContain('(bootTimeout)')
  expect(error.message, 'the node says why').toMatch(/cni plugin not initialized|NetworkPluginNotReady/i)
})

test('a cancelled boot removes what it made', async () => {
  const context = await createTestContext(name)
  const cancel = new AbortController()
  const error = await failToCreate(
    {
      ...context,
      signal: cancel.signal,
      onProgress: (event) => event.type === 'started' && event.action === 'await-runtime' && cancel.abort(new Error('enough')),
    },
    {},
  )
  expect(error.code).toBe('KIND_CANCELLED')
})

test("an image that is neither here nor to be pulled stops ensure-images, with the registry's words", async () => {
  const context = await createTestContext(name)
  const error = await failToCreate(context, { image: 'localhost:9/no/such-node:1' })
  expect(error).toMatchObject({ code: 'KIND_IMAGE_MISSING', message: expect.stringContaining('localhost:9/no/such-node:1') })
  expect(context.events).toContainEqual(expect.objectContaining({ type: 'failed', action: 'ensure-images' }))
})

test('an image that is not a node image is refused before anything starts', async () => {
  const context = await createTestContext(name)
  const foreign = await context.buildImage((node) => [
    `FROM ${node}`,
    'LABEL io.vitest-kind.image.contract="" io.vitest-kind.image.kubernetes=""',
    'RUN rm -f /kind/version',
  ])
  const error = await failToCreate(context, { image: foreign })
  expect(steady(error, context)).toMatchInlineSnapshot(`
    "KIND_IMAGE_UNFIT: "vitest-kind-test/derived:…" is not a node image
      seen   no file /kind/version in it
      do     name a kindest/node image, or leave image out"
  `)
})

test('an image of another contract is refused, with the command that makes a new one', async () => {
  const context = await createTestContext(name)
  const old = await context.buildImage((node) => [`FROM ${node}`, 'LABEL io.vitest-kind.image.contract=0'])
  const error = await failToCreate(context, { image: old })
  expect(steady(error, context)).toMatchInlineSnapshot(`
    "KIND_IMAGE_UNFIT: the node image "vitest-kind-test/derived:…" follows contract 0, this release boots contract 1
      do     npx vitest-kind build node-image"
  `)
})

test('a Dockerfile that does not build ends the boot at once, with its own words', async () => {
  const context = await createTestContext(name)
  const folder = await mkdtemp(join(context.artifactsDirectory, 'app-'))
  await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY nothing /\n')
  const error = await failToCreate(context, { images: [{ build: folder, tag: 'vitest-kind-test/app:1' }] })
  expect(steady(error, context).replaceAll(folder, '<folder>').replace(folder.slice(context.artifactsDirectory.length), '/<app>'))
    .toMatchInlineSnapshot(`
    "KIND_BUILD_FAILED: image vitest-kind-test/app:1 could not be built from <artifacts>/<app>
      seen   Step 1/5 : FROM scratch
      seen   Step 2/5 : COPY nothing /
      seen   COPY failed: file not found in build context or excluded by .dockerignore: stat nothing: file does not exist"
  `)
  expect(context.events).not.toContainEqual(expect.objectContaining({ type: 'finished', action: 'kubeadm-init' }))
})

test('a folder that is not there is told before anything starts', async () => {
  const context = await createTestContext(name)
  const error = await failToCreate(context, { images: [{ build: '/nowhere/app' }, '/nowhere/app.tar'] })
  expect(error.message).toMatchInlineSnapshot(`
    "KIND_CONFIG_INVALID: 2 problems in the cluster options (the options given)
      images[0]  there is no folder /nowhere/app
      images[1]  there is no file /nowhere/app.tar
      nothing was started"
  `)
  expect(context.events).toEqual([])
})
