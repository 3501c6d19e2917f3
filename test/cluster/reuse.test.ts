// Reuse by label: adopted from this and from other processes, never built twice, refused with the difference.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { acquireCluster } from '../../src/cluster/acquire-cluster.ts'
import { createCluster } from '../../src/cluster/create-cluster.ts'
import { deleteCluster } from '../../src/cluster/delete-cluster.ts'
import { listClusters } from '../../src/cluster/list-clusters.ts'
import { readKubeconfig } from '../../src/cluster/read-kubeconfig.ts'
import type { ClusterOptions } from '../../src/config/options.ts'
import { stopContainer } from '../../src/docker/containers.ts'
import { createTestContext } from '../support/cluster-context.ts'

const name = 'vitest-reuse'
const options: ClusterOptions = { name, labels: { suite: 'reuse' }, reuse: 'always' }
const program = fileURLToPath(new URL('../support/acquire-program.ts', import.meta.url))

interface Acquired {
  readonly name: string
  readonly adopted: boolean
  readonly actions: readonly string[]
}

async function acquireElsewhere(directory: string): Promise<Acquired> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(options), directory])
  return JSON.parse(stdout) as Acquired
}

test('two processes that want the same cluster at once get one; a third adopts it; another spec is refused', async () => {
  const context = await createTestContext(name)
  const directory = context.artifactsDirectory

  const both = await Promise.all([acquireElsewhere(`${directory}/a`), acquireElsewhere(`${directory}/b`)])
  expect(both.map((one) => String(one.adopted)).toSorted((a, b) => a.localeCompare(b)), 'one made it, the other adopted it').toEqual(['false', 'true'])

  const third = await acquireCluster(options, context)
  expect(third).toMatchObject({ keep: true, handle: { name, adopted: true, labels: { suite: 'reuse' } } })
  expect(context.finished()).toEqual(['adopt-cluster'])
  expect(await listClusters(context)).toContainEqual(expect.objectContaining({ name, ours: true, reuse: 'always', labels: { suite: 'reuse' } }))

  await expect(acquireCluster({ ...options, workers: 1 }, context)).rejects.toMatchObject({
    code: 'KIND_CLUSTER_DIFFERS',
    facts: { seen: [expect.stringMatching(/^nodes\[1\]: absent → {"role":"worker",.*}$/)] },
  })
  await expect(createCluster({ name }, context)).rejects.toMatchObject({ code: 'KIND_CLUSTER_EXISTS' })

  // One that no longer works is made anew, and says so.
  await stopContainer(context.engine, `${name}-control-plane`, { timeoutS: 20 })
  const fourth = await acquireCluster(options, context)
  expect(fourth.handle.adopted).toBe(false)
  expect(context.events).toContainEqual({ type: 'notice', cluster: name, text: `not reused: ${name}-control-plane not running; it is removed and made anew` })

  expect(await deleteCluster(name, context)).toEqual({ removed: [`${name}-control-plane`] })
  expect(await deleteCluster(name, context), 'deleting again is fine').toEqual({ removed: [] })
  await expect(readKubeconfig(name, { internal: false }, context)).rejects.toMatchObject({ code: 'KIND_CLUSTER_UNKNOWN' })
})
