import { expect } from 'vitest'
import {
  createContainer,
  inspectContainer,
  listContainers,
  pauseContainer,
  removeContainer,
  signalContainer,
  startContainer,
  stopContainer,
  unpauseContainer,
} from '../../src/docker/containers.ts'
import { awaitLogLine } from '../../src/docker/logs.ts'
import { IDLE, test } from '../support/engine-test.ts'
import { TEST_LABEL } from '../support/test-label.ts'

test('finds containers by their labels, in whatever state', async ({ engine, mark, create, run }) => {
  const created = await create('created', { Labels: { [TEST_LABEL]: mark, role: 'worker' } })
  const running = await run('running', IDLE, {
    Labels: { [TEST_LABEL]: mark, role: 'control-plane' },
    ExposedPorts: { '80/tcp': {} },
    HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '0' }] } },
  })
  const found = await listContainers(engine, { [TEST_LABEL]: mark, role: undefined })
  expect(found.map(({ id, state }) => ({ id, state }))).toEqual([
    { id: running, state: 'running' },
    { id: created, state: 'created' },
  ])
  expect(await listContainers(engine, { [TEST_LABEL]: mark, role: 'worker' })).toMatchObject([
    { id: created, name: `${mark}-created`, ports: [] },
  ])
  expect(found[0]).toMatchObject({
    name: `${mark}-running`,
    labels: { role: 'control-plane' },
    image: `vitest-kind/${mark}:1`,
    addresses: { bridge: expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/) },
    ports: [{ containerPort: 80, protocol: 'tcp', hostAddress: '127.0.0.1', hostPort: expect.any(Number) }],
  })
  expect(Math.abs(Date.now() - (found[0]?.createdAt ?? 0))).toBeLessThan(60_000)
})

test('tells how a container ended', async ({ engine, run }) => {
  const id = await run('ends', 'exit 7')
  await engine.docker.getContainer(id).wait()
  expect(await inspectContainer(engine, id)).toMatchObject({
    running: false,
    state: 'exited',
    exitCode: 7,
    oomKilled: false,
    error: '',
    pid: 0,
    restartCount: 0,
  })
})

test('tells what a running container is', async ({ engine, mark, run }) => {
  const id = await run('runs', IDLE, { Volumes: { '/var': {} }, Tty: true })
  const facts = await inspectContainer(engine, id)
  expect(facts).toMatchObject({
    name: `${mark}-runs`,
    running: true,
    tty: true,
    pid: expect.any(Number),
    environment: expect.arrayContaining(['GREETING=hello']),
    mounts: [{ type: 'volume', target: '/var' }],
  })
  expect(facts.startedAt).toBeGreaterThan(facts.createdAt - 1000)
})

test('delivers a signal to the first process', async ({ engine, run, signal }) => {
  const id = await run('signalled', 'trap "echo got it; exit 0" USR1; echo ready; while :; do sleep 1; done')
  await awaitLogLine(engine, id, /^ready$/, signal)
  await signalContainer(engine, id, 'SIGUSR1')
  await awaitLogLine(engine, id, /^got it$/, signal)
})

test('freezes and unfreezes', async ({ engine, run }) => {
  const id = await run('frozen', IDLE)
  await pauseContainer(engine, id)
  expect((await inspectContainer(engine, id)).state).toBe('paused')
  await unpauseContainer(engine, id)
  expect((await inspectContainer(engine, id)).state).toBe('running')
})

test('starting what runs and stopping what is stopped are no errors', async ({ engine, run }) => {
  const id = await run('twice', IDLE)
  await startContainer(engine, id)
  await stopContainer(engine, id, { timeoutS: 5 })
  await stopContainer(engine, id, { timeoutS: 5 })
  expect((await inspectContainer(engine, id)).state).toBe('exited')
})

test.for(['created', 'running', 'paused', 'exited'] as const)(
  'removes a container that is %s, with its volumes',
  async (state, { engine, run, create }) => {
    const body = { Volumes: { '/var': {} } }
    const id = state === 'created' ? await create(`remove-${state}`, body) : await run(`remove-${state}`, IDLE, body)
    if (state === 'paused') await pauseContainer(engine, id)
    if (state === 'exited') await stopContainer(engine, id, { timeoutS: 5 })
    const volume = (await inspectContainer(engine, id)).mounts[0]?.name ?? ''
    await removeContainer(engine, id)
    await expect(engine.docker.getContainer(id).inspect()).rejects.toMatchObject({ statusCode: 404 })
    await expect(engine.docker.getVolume(volume).inspect()).rejects.toMatchObject({ statusCode: 404 })
  },
)

test('removes what others remove at the same time, and what is gone', async ({ engine, run }) => {
  const id = await run('contended', IDLE)
  await Promise.all([removeContainer(engine, id), removeContainer(engine, id), removeContainer(engine, id)])
  await expect(engine.docker.getContainer(id).inspect()).rejects.toMatchObject({ statusCode: 404 })
  await removeContainer(engine, id)
})

test('names the container, also after it is gone', async ({ engine, mark, create }) => {
  const id = await create('gone')
  await removeContainer(engine, id)
  const error: Error = await startContainer(engine, id).then(
    () => expect.unreachable(),
    (thrown) => thrown,
  )
  expect(error.message.replaceAll(id, '<id>').replaceAll(mark, '<mark>')).toMatchInlineSnapshot(`
    "KIND_DOCKER_FAILED: container <mark>-gone could not be started
      seen   No such container: <id>"
  `)
})

test('a taken name is told', async ({ engine, mark, image, create }) => {
  const holder = await create('taken')
  const error: Error = await createContainer(engine, { name: `${mark}-taken`, Image: image }).then(
    () => expect.unreachable(),
    (thrown) => thrown,
  )
  expect(error.message.replaceAll(holder, '<id>').replaceAll(mark, '<mark>')).toMatchInlineSnapshot(`
    "KIND_DOCKER_FAILED: container <mark>-taken could not be created
      seen   Conflict. The container name "/<mark>-taken" is already in use by container "<id>". You have to remove (or rename) that container to be able to reuse that name."
  `)
})

test('an image that is not there is told', async ({ engine, mark }) => {
  const error: Error = await createContainer(engine, { name: `${mark}-none`, Image: `vitest-kind/${mark}:none` }).then(
    () => expect.unreachable(),
    (thrown) => thrown,
  )
  expect(error.message.replaceAll(mark, '<mark>')).toMatchInlineSnapshot(`
    "KIND_IMAGE_MISSING: container <mark>-none could not be created
      seen   No such image: vitest-kind/<mark>:none"
  `)
})
