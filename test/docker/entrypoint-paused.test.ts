import { expect } from 'vitest'
import { putFiles } from '../../src/docker/archive.ts'
import { inspectContainer, signalContainer, startContainer, stopContainer } from '../../src/docker/containers.ts'
import { awaitLogLine } from '../../src/docker/logs.ts'
import { PAUSED, test } from '../support/base-node.ts'

const ANNOUNCEMENT = /^paused-boot: waiting for SIGUSR1 capabilities=([0-9a-f]{16}) cgroup=([12])\r?$/
/** A first process that says so. */
const TELL = ['bash', '-c', 'echo "released as $$"; trap exit TERM; sleep infinity & wait']

test('a paused node says so in one line, with the capabilities and the cgroup version it has', async ({ engine, boot, sh, signal }) => {
  const id = await boot({ Entrypoint: PAUSED })
  const [, capabilities, cgroup] = await awaitLogLine(engine, id, ANNOUNCEMENT, signal)
  expect(await sh(id, 'grep CapBnd /proc/1/status')).toContain(capabilities)
  expect(cgroup).toBe((await sh(id, 'ls /sys/fs/cgroup')).includes('cgroup.controllers') ? '2' : '1')
})

test('nothing runs in a paused node but the pausing program', async ({ engine, boot, signal }) => {
  const id = await boot({ Entrypoint: PAUSED })
  await awaitLogLine(engine, id, ANNOUNCEMENT, signal)
  const { Processes: processes } = await engine.docker.getContainer(id).top()
  expect(processes).toHaveLength(1)
  expect(processes[0]?.at(-1)).toContain('/usr/local/bin/paused-boot')
})

test('files put into a paused node are there once it is released', async ({ engine, boot, sh, signal }) => {
  const id = await boot({ Entrypoint: PAUSED })
  await awaitLogLine(engine, id, ANNOUNCEMENT, signal)
  await putFiles(engine, id, [
    { path: '/etc/systemd/system/seen.service', content: '[Service]\nType=oneshot\nExecStart=/bin/touch /kind/seen\n' },
    { path: '/etc/systemd/system/multi-user.target.d/seen.conf', content: '[Unit]\nWants=seen.service\n' },
  ])
  await signalContainer(engine, id, 'SIGUSR1')
  await awaitLogLine(engine, id, /Reached target .*multi-user/, signal)
  expect(await sh(id, 'cat /proc/1/comm; ls /kind/seen /kind/released')).toBe('systemd\n/kind/released\n/kind/seen')
})

test('the released program is PID 1 with the environment of the container, no blocked signal and no foreign file', async ({
  engine,
  boot,
  sh,
  signal,
}) => {
  const id = await boot({ Entrypoint: ['/usr/local/bin/paused-boot'], Cmd: ['sleep', 'infinity'], Env: ['GREETING=hello'] })
  await awaitLogLine(engine, id, ANNOUNCEMENT, signal)
  await signalContainer(engine, id, 'SIGUSR1')
  await expect.poll(() => sh(id, 'cat /proc/1/comm')).toBe('sleep')
  expect(await sh(id, 'tr "\\0" "\\n" </proc/1/environ')).toContain('GREETING=hello')
  expect(await sh(id, 'grep -E "Sig(Blk|Ign)" /proc/1/status | cut -f 2')).toMatch(/^0{16}\n0{16}$/)
  expect(await sh(id, 'ls /proc/1/fd')).toBe('0\n1\n2')
})

test('a restarted node does not pause again', async ({ engine, boot, sh, signal }) => {
  const id = await boot({ Entrypoint: ['/usr/local/bin/paused-boot'], Cmd: TELL })
  await awaitLogLine(engine, id, ANNOUNCEMENT, signal)
  await signalContainer(engine, id, 'SIGUSR1')
  await awaitLogLine(engine, id, /^released/, signal)
  await stopContainer(engine, id, { timeoutS: 1 })
  await startContainer(engine, id)
  await expect.poll(() => sh(id, 'cat /proc/1/cmdline')).toContain('released as')
})

test.for(['SIGTERM', 'SIGRTMIN+3'])('a paused node leaves on %s at once, with code 0', async (name, { engine, boot, signal }) => {
  const id = await boot({ Entrypoint: PAUSED })
  await awaitLogLine(engine, id, ANNOUNCEMENT, signal)
  await signalContainer(engine, id, name)
  await engine.docker.getContainer(id).wait()
  expect(await inspectContainer(engine, id)).toMatchObject({ running: false, exitCode: 0 })
})

test('stopping a paused node takes no grace period', async ({ engine, boot, signal }) => {
  const id = await boot({ Entrypoint: PAUSED })
  await awaitLogLine(engine, id, ANNOUNCEMENT, signal)
  await stopContainer(engine, id, { timeoutS: 60 })
  expect(await inspectContainer(engine, id), 'it is killed after the grace period').toMatchObject({ exitCode: 0 })
})

test('a node whose marker cannot be written fails instead of pausing for ever after its next start', async ({ engine, boot, signal }) => {
  const id = await boot({ Entrypoint: PAUSED, HostConfig: { Tmpfs: { '/kind': 'ro' } } })
  await awaitLogLine(engine, id, ANNOUNCEMENT, signal)
  await signalContainer(engine, id, 'SIGUSR1')
  await engine.docker.getContainer(id).wait()
  expect(await inspectContainer(engine, id)).toMatchObject({ exitCode: 1 })
})
