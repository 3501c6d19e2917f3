// Which containers count as left by a dead run, against a real engine. Only what this file has made is removed: others on the engine
// may be about to take over theirs.
import { join } from 'node:path'
import { expect } from 'vitest'
import { currentOwner } from '../../src/cluster/owner.ts'
import { nodePaths } from '../../src/plan/node-paths.ts'
import { kindLabels, ownLabels, renderOwner, type Owner } from '../../src/plan/labels.ts'
import { putFiles } from '../../src/docker/archive.ts'
import { listContainers } from '../../src/docker/containers.ts'
import { createNode } from '../../src/cluster/node.ts'
import { markKept, writeNodeState } from '../../src/cluster/node-state.ts'
import { findClusterLeftovers } from '../../src/verbs/leftovers/find-cluster-leftovers.ts'
import { identifyNode } from '../../src/cluster/find.ts'
import { test as base } from '../support/engine-test.ts'
import { runScript } from '../support/run-script.ts'

const test = base
  .extend('dead', { scope: 'file' }, async (): Promise<Owner> => {
    const { stdout } = await runScript(
      `import { currentOwner } from './src/cluster/owner.ts'; console.log(JSON.stringify(currentOwner({ stays: false })))`,
    )
    return JSON.parse(stdout) as Owner
  })
  .extend('createCluster', ({ mark, create, engine }) => async (name: string, owner: Owner | undefined) => {
    const cluster = `${mark}-${name}`
    await create(`${name}-control-plane`, {
      Labels: {
        [kindLabels.cluster]: cluster,
        [kindLabels.role]: 'control-plane',
        ...(owner && { [ownLabels.owner]: renderOwner(owner) }),
      },
    })
    const [container] = await listContainers(engine, { [kindLabels.cluster]: cluster })
    return createNode(engine, identifyNode(container!))
  })
  .extend('prune', ({ mark, engine }) => async () => {
    const search = {
      engine,
      artifactsDirectory: join(import.meta.dirname, 'none'),
      beforeMs: Number.POSITIVE_INFINITY,
      onNotice: () => undefined,
    }
    const own = (await findClusterLeftovers(search)).filter(({ name }) => name.startsWith(`${mark}-`))
    for (const leftover of own) expect(await leftover.remove()).toBe(true)
    const left = await listContainers(engine, { [kindLabels.cluster]: undefined })
    return {
      gone: own.map(({ name }) => name.slice(mark.length + 1)),
      left: left.flatMap(({ name }) => (name.startsWith(`${mark}-`) ? [name.slice(mark.length + 1)] : [])).toSorted(),
    }
  })

test('the cluster of a process that has ended goes; those of a living one and of the kind program stay', async ({
  createCluster,
  dead,
  prune,
}) => {
  const living = currentOwner({ ciRun: undefined, stays: false })
  await createCluster('dead', dead)
  await createCluster('living', living)
  await createCluster('kinds', undefined)
  expect(await prune()).toEqual({ gone: ['dead'], left: ['kinds-control-plane', 'living-control-plane'] })
})

test('what was made to stay goes only if it never was usable; what was kept stays, also in containers that never ran', async ({
  createCluster,
  dead,
  prune,
}) => {
  const owner = { ...dead, stays: true }
  await createCluster('half-made', owner)
  await writeNodeState(await createCluster('usable', owner), { usableAtMs: 1 })
  await markKept([await createCluster('kept-boot', owner)])
  await markKept([await createCluster('kept-run', dead)])
  expect(await prune()).toEqual({
    gone: ['half-made'],
    left: ['kept-boot-control-plane', 'kept-run-control-plane', 'usable-control-plane'],
  })
})

test('a node whose record is no JSON is left alone', async ({ createCluster, dead, engine, prune }) => {
  const { id } = await createCluster('broken', dead)
  await putFiles(engine, id, [{ path: nodePaths.state, content: '{"usable' }])
  expect(await prune()).toEqual({ gone: [], left: ['broken-control-plane'] })
})

test('a newer cluster of the same name is not touched', async ({ create, createCluster, dead, mark, prune }) => {
  await createCluster('twice', dead)
  await create('twice-worker', {
    Labels: { [kindLabels.cluster]: `${mark}-twice`, [ownLabels.owner]: renderOwner(currentOwner({ ciRun: undefined, stays: false })) },
  })
  expect(await prune()).toEqual({ gone: ['twice'], left: ['twice-worker'] })
})
