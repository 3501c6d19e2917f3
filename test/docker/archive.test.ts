import { expect } from 'vitest'
import { putFiles, readFile } from '../../src/docker/archive.ts'
import { pauseContainer, removeContainer, startContainer, unpauseContainer } from '../../src/docker/containers.ts'
import { runInContainer } from '../../src/docker/exec.ts'
import { IDLE, test } from '../support/engine-test.ts'

test.for(['created', 'running', 'paused'] as const)(
  'files go into and come out of a container that is %s',
  async (state, { engine, create, run }) => {
    const id = state === 'created' ? await create(state) : await run(state, IDLE)
    if (state === 'paused') await pauseContainer(engine, id)
    await putFiles(engine, id, [
      { path: '/kind/kubeadm.conf', content: 'grüße\n' },
      { path: '/etc/deep/er/config.toml', content: Buffer.from('a = 1') },
    ])
    expect(await readFile(engine, id, '/kind/kubeadm.conf')).toBe('grüße\n')
    expect(await readFile(engine, id, '/etc/deep/er/config.toml')).toBe('a = 1')
    if (state === 'paused') await unpauseContainer(engine, id)
  },
)

test('files belong to root and have the mode asked for; new folders have 755 and old ones keep theirs', async ({ engine, create }) => {
  const id = await create('modes', { Cmd: ['/bin/sh', '-c', IDLE] })
  await putFiles(engine, id, [
    { path: '/bin/start', content: '#!/bin/sh\necho started', mode: 0o755 },
    { path: '/new/secret', content: 'x', mode: 0o600 },
    { path: '/tmp/note', content: 'y' },
    { path: '/root/note', content: 'z' },
  ])
  await startContainer(engine, id)
  const { stdout } = await runInContainer(engine, id, [
    'stat',
    '-c',
    '%a %u:%g %n',
    '/bin/start',
    '/new',
    '/new/secret',
    '/tmp',
    '/tmp/note',
    '/root',
    '/root/note',
  ])
  expect(stdout).toMatchInlineSnapshot(`
    "755 0:0 /bin/start
    755 0:0 /new
    600 0:0 /new/secret
    1777 0:0 /tmp
    644 0:0 /tmp/note
    700 0:0 /root
    644 0:0 /root/note
    "
  `)
  expect((await runInContainer(engine, id, ['/bin/start'])).stdout).toBe('started\n')
  const age = await runInContainer(engine, id, ['sh', '-c', 'echo $(( $(stat -c %Y /bin/sh) - $(stat -c %Y /new/secret) ))'])
  expect(Math.abs(Number(age.stdout))).toBeLessThan(120)
})

test('a file put again is replaced, also under its volume and with many at once', async ({ engine, run }) => {
  const id = await run('many', IDLE, { Volumes: { '/var': {} } })
  const files = Array.from({ length: 200 }, (_, index) => ({ path: `/var/lib/files/${index}.yaml`, content: String(index).repeat(1000) }))
  await putFiles(engine, id, files)
  await putFiles(engine, id, [{ path: '/var/lib/files/0.yaml', content: 'short' }])
  expect((await runInContainer(engine, id, ['cat', '/var/lib/files/0.yaml'])).stdout).toBe('short')
  expect(await readFile(engine, id, '/var/lib/files/199.yaml')).toBe('199'.repeat(1000))
})

test('a path longer than a tar header holds is kept whole', async ({ engine, create }) => {
  const id = await create('long')
  const path = `/kind/${'long-folder-name/'.repeat(20)}file.yaml`
  await putFiles(engine, id, [{ path, content: 'here' }])
  expect(await readFile(engine, id, path)).toBe('here')
})

test('links are followed, and what is absent is undefined', async ({ engine, run }) => {
  const id = await run('links', IDLE)
  await runInContainer(engine, id, [
    'sh',
    '-c',
    'mkdir -p /a/b || busybox mkdir -p /a/b; echo end > /a/end; busybox ln -s ../end /a/b/relative; busybox ln -s /a/b/relative /absolute; busybox ln -s /nowhere /dangling',
  ])
  expect(await readFile(engine, id, '/absolute')).toBe('end\n')
  expect(await readFile(engine, id, '/dangling')).toBeUndefined()
  expect(await readFile(engine, id, '/no/such/file')).toBeUndefined()
})

test('a folder is not a file, and a removed container is an error', async ({ engine, mark, run }) => {
  const id = await run('wrong', IDLE)
  const messageOf = (path: string): Promise<string> =>
    readFile(engine, id, path).then(String, ({ message }: Error) => message.replaceAll(mark, '<mark>').replaceAll(id, '<id>'))
  const messages = [await messageOf('/bin')]
  await removeContainer(engine, id)
  messages.push(await messageOf('/bin/sh'))
  expect(messages.join('\n')).toMatchInlineSnapshot(`
    "KIND_DOCKER_FAILED: /bin could not be read from container <mark>-wrong
      seen   it is a directory
    KIND_DOCKER_FAILED: /bin/sh could not be read from container <mark>-wrong
      seen   No such container: <id>"
  `)
})
