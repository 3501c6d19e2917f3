import { Readable } from 'node:stream'
import { expect } from 'vitest'
import { runInContainer } from '../../src/docker/exec.ts'
import { pauseContainer } from '../../src/docker/containers.ts'
import { KindError } from '../../src/support/errors.ts'
import { IDLE, test as base } from '../support/engine-test.ts'

const test = base.extend('id', ({ run }) => run('exec', IDLE))

test('gives output, apart and whole, and the exit code', async ({ engine, id }) => {
  const result = await runInContainer(engine, id, ['sh', '-c', 'echo out; echo err >&2'])
  expect(result).toEqual({ exitCode: 0, stdout: 'out\n', stderr: 'err\n' })
})

test('gives arguments as they are, and the environment of the container', async ({ engine, id }) => {
  const { stdout } = await runInContainer(engine, id, ['sh', '-c', 'echo "$1|$2|$GREETING"', '-', 'a  b', '$(ls)'])
  expect(stdout).toBe('a  b|$(ls)|hello\n')
})

test('loses nothing of a long output', async ({ engine, id }) => {
  const { stdout } = await runInContainer(engine, id, ['seq', '1', '300000'])
  expect(stdout.length).toBe(1_988_895)
  expect(stdout.endsWith('\n299999\n300000\n')).toBe(true)
})

test('hears the output while the command runs, characters whole', async ({ engine, id }) => {
  const heard: string[] = []
  const line = 'grüße €'.repeat(40)
  const { stdout } = await runInContainer(engine, id, ['sh', '-c', 'for i in $(seq 400); do echo "$1"; done', '-', line], {
    onOutput: (chunk) => heard.push(chunk),
  })
  expect(heard.join('')).toBe(stdout)
  expect(stdout).toBe(`${line}\n`.repeat(400))
  expect(heard.length).toBeGreaterThan(1)
})

test('feeds text to the command', async ({ engine, id }) => {
  const text = 'ä line\n'.repeat(100_000)
  expect(await runInContainer(engine, id, ['cat'], { stdin: text })).toEqual({ exitCode: 0, stdout: text, stderr: '' })
})

test('feeds a stream to the command', async ({ engine, id }) => {
  const chunks = Array.from({ length: 300 }, () => Buffer.alloc(65_536))
  const { stdout } = await runInContainer(engine, id, ['wc', '-c'], { stdin: Readable.from(chunks) })
  expect(stdout.trim()).toBe('19660800')
})

test('a command that does not read its input to the end is no error', async ({ engine, id }) => {
  const { stdout } = await runInContainer(engine, id, ['head', '-c', '3'], { stdin: 'abcdef'.repeat(1_000_000) })
  expect(stdout).toBe('abc')
})

test('a stream that breaks breaks the command', async ({ engine, id }) => {
  const broken = Readable.from(
    (function* () {
      yield 'some'
      throw new Error('the file went away')
    })(),
  )
  await expect(runInContainer(engine, id, ['cat'], { stdin: broken })).rejects.toThrow('the file went away')
})

test('a command that fails is named with its exit code, its container and its last words', async ({ engine, id, mark }) => {
  const failing = runInContainer(engine, id, ['sh', '-c', 'for i in $(seq 40); do echo line $i >&2; done; exit 3'])
  const error: Error = await failing.then(
    () => expect.unreachable(),
    (thrown) => thrown,
  )
  expect(error.message.replaceAll(mark, '<mark>')).toMatchInlineSnapshot(`
    "KIND_DOCKER_FAILED: "sh -c for i in $(seq 40); do echo line $i >&2; done; exit 3" exited with 3 on <mark>-exec
      seen   line 26
      seen   line 27
      seen   line 28
      seen   line 29
      seen   line 30
      seen   line 31
      seen   line 32
      seen   line 33
      seen   line 34
      seen   line 35
      seen   line 36
      seen   line 37
      seen   line 38
      seen   line 39
      seen   line 40"
  `)
})

test('a failing command is a result where that is allowed', async ({ engine, id }) => {
  expect(await runInContainer(engine, id, ['sh', '-c', 'exit 4'], { allowFailure: true })).toEqual({ exitCode: 4, stdout: '', stderr: '' })
})

test('a command that is not there is told', async ({ engine, id, mark }) => {
  const error: Error = await runInContainer(engine, id, ['kubeadm', 'init', '--v=5']).then(
    () => expect.unreachable(),
    (thrown) => thrown,
  )
  expect(error.message.replaceAll(mark, '<mark>')).toMatchInlineSnapshot(`
    "KIND_DOCKER_FAILED: "kubeadm init" exited with 126 on <mark>-exec
      seen   OCI runtime exec failed: exec failed: unable to start container process: exec: "kubeadm": executable file not found in $PATH: unknown"
  `)
})

test('a frozen container is told', async ({ engine, id, mark }) => {
  await pauseContainer(engine, id)
  const error: Error = await runInContainer(engine, id, ['true']).then(
    () => expect.unreachable(),
    (thrown) => thrown,
  )
  expect(error.message.replaceAll(id, '<id>').replaceAll(mark, '<mark>')).toMatchInlineSnapshot(`
    "KIND_DOCKER_FAILED: "true" could not be run on <mark>-exec
      seen   Container <id> is paused, unpause the container before exec"
  `)
})

test('a signal ends the wait at once, with what was said until then', async ({ engine, id, mark }) => {
  const stop = new AbortController()
  const running = runInContainer(engine, id, ['sh', '-c', 'echo still going; sleep 20'], {
    signal: stop.signal,
    onOutput: () => stop.abort(),
  })
  const error: unknown = await running.then(
    () => expect.unreachable(),
    (thrown) => thrown,
  )
  expect(error).toBeInstanceOf(KindError)
  expect(String(error).replaceAll(mark, '<mark>')).toMatchInlineSnapshot(`
    "DockerError: KIND_CANCELLED: "sh -c echo still going; sleep 20" did not end on <mark>-exec before it was cancelled
      seen   still going"
  `)
})

test('a deadline that runs out is a timeout', async ({ engine, id }) => {
  const running = runInContainer(engine, id, ['sleep', '20'], { signal: AbortSignal.timeout(200) })
  await expect(running).rejects.toMatchObject({ code: 'KIND_TIMED_OUT' })
})

test('runs many commands at once', async ({ engine, id }) => {
  const results = await Promise.all(Array.from({ length: 12 }, (_, index) => runInContainer(engine, id, ['echo', String(index)])))
  expect(results.map(({ stdout }) => Number(stdout))).toEqual(results.map((_, index) => index))
})
