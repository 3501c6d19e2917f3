import { expect } from 'vitest'
import { connectEngine, readEngineFacts } from '../../src/docker/connect.ts'
import { test } from '../support/engine-test.ts'
import { runScript } from '../support/run-script.ts'

test('tells what the engine is and runs on', async ({ engine }) => {
  expect(await readEngineFacts(engine)).toEqual({
    cgroupVersion: expect.toBeOneOf([1, 2]),
    storageDriver: expect.any(String),
    backingFileSystem: expect.any(String),
    cpus: expect.any(Number),
    memoryBytes: expect.any(Number),
    rootDirectory: expect.stringMatching(/^\//),
    rootless: expect.any(Boolean),
    remapsUsers: false,
  })
})

test('a process that has used an engine ends by itself', async ({ engine, image }) => {
  const { stdout } = await runScript(
    `
    import { connectEngine } from './src/docker/connect.ts'
    import { createContainer, removeContainer, startContainer } from './src/docker/containers.ts'
    import { runInContainer } from './src/docker/exec.ts'
    import { awaitLogLine } from './src/docker/logs.ts'
    import { readFile } from './src/docker/archive.ts'
    const engine = await connectEngine(process.env, new AbortController().signal)
    const id = await createContainer(engine, { Image: '${image}', Cmd: ['sh', '-c', 'echo up; sleep 60'] })
    await startContainer(engine, id)
    await awaitLogLine(engine, id, /up/, AbortSignal.timeout(60_000))
    await runInContainer(engine, id, ['cat'], { stdin: 'text', signal: AbortSignal.timeout(60_000) })
    await runInContainer(engine, id, ['sleep', '60'], { signal: AbortSignal.timeout(100) }).catch(() => {})
    await awaitLogLine(engine, id, /never/, AbortSignal.timeout(100)).catch(() => {})
    await readFile(engine, id, '/bin/busybox')
    await removeContainer(engine, id)
    const doneAt = performance.now()
    process.on('exit', () => console.log(performance.now() - doneAt))
    `,
    { env: { DOCKER_HOST: engine.where } },
  )
  // Nothing of ours has a timer or a connection for as long.
  expect(Number(stdout)).toBeLessThan(3_000)
})

test('no engine: each place is told with its reason', async () => {
  const error: Error = await connectEngine({ DOCKER_HOST: 'unix:///nowhere/docker.sock' }, new AbortController().signal).then(
    () => expect.unreachable(),
    (thrown) => thrown,
  )
  expect(error.message.replace(/\d+\.\d s/, '<n> s')).toMatchInlineSnapshot(`
    "KIND_DOCKER_UNREACHABLE: no Docker engine answered (DOCKER_HOST, <n> s)
      seen   /nowhere/docker.sock  no such file
      do     start the Docker engine, or set DOCKER_HOST to where it listens"
  `)
})

// Any user but root, and those in the socket's group, are told so by every engine that listens in the usual place.
test.runIf(process.getuid?.() === 0)('an engine that may not be used: who may is told', async ({ engine, skip }) => {
  skip(engine.where !== 'unix:///var/run/docker.sock', 'no engine in the usual place')
  const { stdout } = await runScript(
    `
    import { connectEngine } from './src/docker/connect.ts'
    await connectEngine(process.env, new AbortController().signal).catch((error) => console.log(error.message))
    `,
    { asNobody: true, env: { XDG_RUNTIME_DIR: '/nowhere', HOME: '/nowhere/home' } },
  )
  expect(
    stdout
      .replace(/\d+\.\d s/, '<n> s')
      .replace(/owner root:\w+/, 'owner root:docker')
      .replace(/-aG \w+/, '-aG docker'),
  ).toMatchInlineSnapshot(`
    "KIND_DOCKER_UNREACHABLE: no Docker engine answered (5 places tried, <n> s)
      seen   /var/run/docker.sock                       permission denied: owner root:docker, mode 660, you are uid 65534
      seen   /nowhere/docker.sock                       no such file
      seen   /nowhere/home/.docker/run/docker.sock      no such file
      seen   /nowhere/home/.docker/desktop/docker.sock  no such file
      seen   /run/user/65534/docker.sock                no such file
      do     sudo usermod -aG docker $USER, log in again; or set DOCKER_HOST
    "
  `)
})
