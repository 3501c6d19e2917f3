import { readFileSync, statfsSync } from 'node:fs'
import { release } from 'node:os'
import { expect } from 'vitest'
import { lookThroughContainer } from '../../src/cluster/host/look-through-container.ts'
import { readKernel } from '../../src/cluster/host/read-kernel.ts'
import { readLimits } from '../../src/cluster/host/read-limits.ts'
import { listContainers } from '../../src/docker/containers.ts'
import { readEngineDetails } from '../../src/docker/engine-details.ts'
import { ownLabels } from '../../src/plan/labels.ts'
import { test } from '../support/engine-test.ts'

test("a container tells of its engine's machine what this one, being the same, tells itself; and is gone", async ({ engine, image }) => {
  const seen = await lookThroughContainer(engine, { release: release(), image })
  const { inotifyInstances, inotifyWatches, tasks, memory } = await readLimits(seen!.read)
  expect({ inotifyInstances, inotifyWatches, tasks, memory }).toEqual({
    inotifyInstances: { max: Number(readFileSync('/proc/sys/fs/inotify/max_user_instances', 'utf8')), used: undefined },
    inotifyWatches: { max: Number(readFileSync('/proc/sys/fs/inotify/max_user_watches', 'utf8')), used: undefined },
    tasks: { max: expect.any(Number), used: expect.any(Number) },
    memory: {
      totalBytes: (await readEngineDetails(engine)).memoryBytes,
      availableBytes: expect.any(Number),
      swapFreeBytes: expect.any(Number),
    },
  })
  expect((await readKernel(seen!.read, release(), { withModules: true })).modules).toMatchObject({ overlay: expect.any(String) })
  const { rootDirectory } = await readEngineDetails(engine)
  const { blocks, bsize } = statfsSync(rootDirectory)
  expect(seen!.disks).toEqual([
    { directory: "the engine's volumes", totalBytes: blocks * bsize, freeBytes: expect.any(Number), freeInodes: expect.any(Number) },
  ])
  expect(await listContainers(engine, { [ownLabels.probe]: 'host' })).toEqual([])
})
