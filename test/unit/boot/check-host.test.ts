import { expect, test } from 'vitest'
import { checkHost } from '../../../src/boot/actions/check-host.ts'
import type { PrepareContext } from '../../../src/boot/action.ts'
import { resolveOptions } from '../../../src/config/resolve.ts'
import { connectEngine } from '../../../src/docker/connect.ts'
import { startFakeEngine } from '../../support/fake-engine.ts'

async function check(rootDirectory: string, workers = 0): Promise<string> {
  await using fake = await startFakeEngine({
    'GET /info': [{ body: { DockerRootDir: rootDirectory, ServerVersion: '27.0.0', CgroupVersion: '2', CgroupDriver: 'systemd', Driver: 'overlay2', NCPU: 2, MemTotal: 1 } }],
    'GET /version': [{ body: { Version: '27.0.0', ApiVersion: '1.46' } }],
  })
  const engine = await connectEngine({ DOCKER_HOST: fake.address })
  const { spec, policy } = resolveOptions({ name: 'web', workers }, 'a test')
  const context: PrepareContext = { engine, spec, policy, network: 'kind', owner: 'a test', signal: new AbortController().signal, notice: () => undefined }
  return await checkHost.run(context).then(
    () => 'fine',
    (error: Error) => error.message.replace(fake.address, '<engine>'),
  )
}

// The kernel's own file system has no free block: a full disk that every Linux has.
test.runIf(process.platform === 'linux')('a disk without room for the nodes is refused before anything starts', async () => {
  expect(await check('/proc', 2)).toMatchInlineSnapshot(`
    "KIND_DISK_FULL: not enough disk for 3 nodes: 0.0 GB free, 3.0 GB needed
      seen   /proc (where the engine at <engine> keeps its data)
      do     docker system prune --volumes, or free space otherwise"
  `)
})

test('an engine whose disk cannot be seen from here is not refused', async () => {
  expect(await check('/nowhere/to/be/seen')).toBe('fine')
})
