import { expect, test } from 'vitest'
import { checkHost } from '../../../src/boot/actions/check-host.ts'
import type { PrepareContext } from '../../../src/boot/action.ts'
import type { ClusterOptions } from '../../../src/config/options.ts'
import { resolveOptions } from '../../../src/config/resolve.ts'
import { connectEngine } from '../../../src/docker/connect.ts'
import { startFakeEngine } from '../../support/fake-engine.ts'

async function check(rootDirectory: string, workers = 0, options: ClusterOptions = {}): Promise<string> {
  await using fake = await startFakeEngine({
    'GET /info': [{ body: { DockerRootDir: rootDirectory, ServerVersion: '27.0.0', CgroupVersion: '2', CgroupDriver: 'systemd', Driver: 'overlay2', NCPU: 2, MemTotal: 1 } }],
    'GET /version': [{ body: { Version: '27.0.0', ApiVersion: '1.46' } }],
  })
  const engine = await connectEngine({ DOCKER_HOST: fake.address })
  const { spec, policy } = resolveOptions({ name: 'web', ...(options.nodes ? {} : { workers }), ...options }, 'a test')
  const context: PrepareContext = { engine, spec, policy, network: 'kind', owner: 'a test', signal: new AbortController().signal, notice: () => undefined, detail: () => undefined }
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

test('paths to mount that are not there are told all at once', async () => {
  const nodes = [{ extraMounts: [{ hostPath: '/', containerPath: '/a' }, { hostPath: '/no/such/path', containerPath: '/b' }] }, { role: 'worker', extraMounts: [{ hostPath: '/nor/this', containerPath: '/c' }] }] as const
  expect(await check('/', undefined, { nodes })).toMatchInlineSnapshot(`
    "KIND_CONFIG_INVALID: 2 problems in the options of cluster "web"
      nodes[0].extraMounts[1].hostPath  "/no/such/path" is not on this host
      nodes[1].extraMounts[0].hostPath  "/nor/this" is not on this host
      nothing was started"
  `)
})
