// An image with kindest/node's entrypoint contract, which has no pause of its own, boots through the same paused pipeline.
import { expect, test } from 'vitest'
import { createCluster } from '../support/make-cluster.ts'
import { connectKube } from '../../src/kube/connection.ts'
import { createTestContext } from '../support/cluster-context.ts'

const name = 'vitest-stock'

test('a stock image is paused by the program put into it and becomes usable', async () => {
  const context = await createTestContext(name)
  const stock = await context.buildImage((node) => [
    `FROM ${node}`,
    'RUN rm /usr/local/bin/paused-boot',
    'LABEL io.vitest-kind.image.contract="" io.vitest-kind.image.kubernetes="" io.vitest-kind.image.hurries=""',
  ])
  const handle = await createCluster({ name, image: stock }, context)
  expect(handle.kubernetesVersion, 'read from the image, which bears no label').toMatch(/^v1\.37\.\d+$/)
  expect(context.finished(), 'what its programs do not hurry themselves').toEqual(
    expect.arrayContaining(['admit-scheduler', 'restart-kubelet']),
  )
  await using connection = await connectKube(handle.kubeconfig)
  expect(await connection.request<{ items: unknown[] }>({ path: '/api/v1/nodes' })).toHaveProperty('items.length', 1)
})
