// A `test` with a real engine, an image of 2 MB with a shell, and containers that are gone afterwards.
import { randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { pack } from 'tar-stream'
import { test as base } from 'vitest'
import { connectEngine, type Engine } from '../../src/docker/connect.ts'
import { createContainer, removeContainer, startContainer, type ContainerBody } from '../../src/docker/containers.ts'
import { readBusybox } from './read-busybox.ts'
import { TEST_LABEL } from './test-label.ts'

export const test = base
  .extend('engine', { scope: 'file' }, () => connectEngine(process.env, new AbortController().signal))
  // Unique to the test file: a label to find, and a prefix to name, what it makes.
  .extend('mark', { scope: 'file' }, () => `docker-test-${randomBytes(4).toString('hex')}`)
  .extend('image', { scope: 'file' }, async ({ engine, mark }, { onCleanup }) => {
    const reference = `vitest-kind/${mark}:1`
    await importImage(engine, reference, mark)
    onCleanup(() => engine.docker.getImage(reference).remove({ force: true }))
    return reference
  })
  .extend('create', async ({ engine, image, mark }, { onCleanup }) => {
    const made: string[] = []
    onCleanup(async () => {
      await Promise.all(made.map((id) => removeContainer(engine, id)))
    })
    return async (name: string, body: Partial<ContainerBody> = {}): Promise<string> => {
      const id = await createContainer(engine, {
        name: `${mark}-${name}`,
        Image: image,
        Labels: { [TEST_LABEL]: mark },
        StopTimeout: 1,
        ...body,
      })
      made.push(id)
      return id
    }
  })
  .extend('run', async ({ engine, create }) => async (name: string, script: string, body: Partial<ContainerBody> = {}): Promise<string> => {
    const id = await create(name, { Cmd: ['/bin/sh', '-c', script], ...body })
    await startContainer(engine, id)
    return id
  })

/** A process that does nothing until it is told to stop, and then stops at once. */
export const IDLE = 'trap exit TERM; while :; do sleep 1; done'

const APPLETS = [
  'sh',
  'sleep',
  'cat',
  'find',
  'grep',
  'mkdir',
  'echo',
  'printf',
  'head',
  'ls',
  'stat',
  'id',
  'env',
  'kill',
  'seq',
  'ip',
  'yes',
  'true',
  'touch',
  'wc',
]

async function importImage(engine: Engine, reference: string, mark: string): Promise<void> {
  const files = pack()
  for (const [name, mode] of [
    ['bin', 0o755],
    ['root', 0o700],
    ['tmp', 0o1777],
    ['run', 0o755],
    ['var', 0o755],
  ] as const)
    files.entry({ name, type: 'directory', mode })
  files.entry({ name: 'bin/busybox', mode: 0o755 }, await readBusybox())
  for (const name of APPLETS) files.entry({ name: `bin/${name}`, type: 'symlink', linkname: 'busybox' })
  files.finalize()
  const [repo = '', tag = ''] = reference.split(':')
  const changes = ['ENV PATH=/bin GREETING=hello', `LABEL ${TEST_LABEL}=${mark}`, 'CMD ["/bin/sh"]', 'ENTRYPOINT []']
  const file = await buffer(files)
  await new Promise<void>((resolve, reject) => {
    const options = { _query: { fromSrc: '-', repo, tag, changes }, _body: {} }
    engine.docker.modem.dial({ method: 'POST', path: '/images/create?', options, file, statusCodes: { 200: true } }, (error) =>
      error ? reject(error) : resolve(),
    )
  })
}
