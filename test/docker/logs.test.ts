import { expect } from 'vitest'
import { awaitLogLine, readLogTail } from '../../src/docker/logs.ts'
import { IDLE, test } from '../support/engine-test.ts'

test.for([true, false])('notices a line when it is written (terminal: %s)', async (Tty, { engine, run, signal }) => {
  const id = await run('says', `echo begun; sleep 0.3; printf 'node %s is paused (pid 1)\\n' web; ${IDLE}`, { Tty })
  const match = await awaitLogLine(engine, id, /^node (?<name>\w+) is paused/, signal)
  expect(match.groups?.['name']).toBe('web')
})

test('finds a line that was written before it was asked for, also with a pattern that remembers', async ({ engine, run, signal }) => {
  const id = await run('said', `echo ready; echo more; ${IDLE}`)
  await awaitLogLine(engine, id, /more/, signal)
  const match = await awaitLogLine(engine, id, /re(ad)y/g, signal)
  expect(match[1]).toBe('ad')
})

test('a container that ends first is told at once, with its exit code and last words', async ({ engine, mark, run, signal }) => {
  const id = await run('dies', 'for i in $(seq 12); do echo step $i; done; echo "cannot mount /sys" >&2; exit 32', { Tty: true })
  const error: Error = await awaitLogLine(engine, id, /paused/, signal).then(
    () => expect.unreachable(),
    (thrown) => thrown,
  )
  expect(error.message.replaceAll(mark, '<mark>')).toMatchInlineSnapshot(`
    "KIND_DOCKER_FAILED: the log of container <mark>-dies did not show /paused/: it exited with 32
      seen   step 4
      seen   step 5
      seen   step 6
      seen   step 7
      seen   step 8
      seen   step 9
      seen   step 10
      seen   step 11
      seen   step 12
      seen   cannot mount /sys"
  `)
})

test('a container that dies over and over is told', async ({ engine, mark, run, signal }) => {
  const id = await run('restarts', 'echo no; exit 1', { HostConfig: { RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 1 } } })
  const error: Error = await awaitLogLine(engine, id, /paused/, signal).then(
    () => expect.unreachable(),
    (thrown) => thrown,
  )
  expect(error.message.replaceAll(mark, '<mark>')).toMatchInlineSnapshot(`
    "KIND_DOCKER_FAILED: the log of container <mark>-restarts did not show /paused/: it exited with 1, also when it was restarted
      seen   no
      seen   no"
  `)
})

test('a container that was never started is told', async ({ engine, mark, create, signal }) => {
  const id = await create('unstarted')
  const error: Error = await awaitLogLine(engine, id, /paused/, signal).then(
    () => expect.unreachable(),
    (thrown) => thrown,
  )
  expect(error.message.replaceAll(mark, '<mark>')).toMatchInlineSnapshot(
    `"KIND_DOCKER_FAILED: the log of container <mark>-unstarted did not show /paused/: it was never started"`,
  )
})

test('a deadline that runs out is told with the last words', async ({ engine, mark, run, signal }) => {
  const id = await run('silent', `echo waiting for SIGUSR1; ${IDLE}`)
  await awaitLogLine(engine, id, /waiting/, signal)
  const error: Error = await awaitLogLine(engine, id, /released/, AbortSignal.timeout(1500)).then(
    () => expect.unreachable(),
    (thrown) => thrown,
  )
  expect(error.message.replaceAll(mark, '<mark>')).toMatchInlineSnapshot(`
    "KIND_TIMED_OUT: the log of container <mark>-silent did not show /released/ before the time was up
      seen   waiting for SIGUSR1"
  `)
})

test('gives the end of the log, also when it is JSON', async ({ engine, run }) => {
  const id = await run('json', 'echo first; echo "{\\"level\\":\\"info\\"}"; echo "{\\"level\\":\\"error\\"}"')
  await engine.docker.getContainer(id).wait()
  expect(await readLogTail(engine, id, 2)).toBe('{"level":"info"}\n{"level":"error"}')
  expect(await readLogTail(engine, id, 1)).toBe('{"level":"error"}')
})
