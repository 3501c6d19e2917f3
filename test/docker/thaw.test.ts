// Frozen processes on cgroup v1: what is killed while it is frozen does not end, and no engine can remove it.
import { expect } from 'vitest'
import { readEngineFacts } from '../../src/docker/connect.ts'
import { listContainers } from '../../src/docker/containers.ts'
import { runInContainer } from '../../src/docker/exec.ts'
import { thawContainer } from '../../src/docker/thaw.ts'
import { removeByLabel } from '../../src/cluster/remove-by-label.ts'
import { kindLabels } from '../../src/plan/labels.ts'
import { IDLE, test as base } from '../support/engine-test.ts'
import { TEST_LABEL } from '../support/test-label.ts'

// Two processes in a cgroup of their own, and one below it, as a pod's are.
const freeze = `
mkdir -p /sys/fs/cgroup/freezer/pod/container
for cgroup in pod pod pod/container; do
  sleep 1000 & echo $! >/sys/fs/cgroup/freezer/$cgroup/cgroup.procs
done
echo FROZEN >/sys/fs/cgroup/freezer/pod/freezer.state
until [ "$(cat /sys/fs/cgroup/freezer/pod/freezer.state)" = FROZEN ]; do sleep 0.05; done`

const asNode: object = { Privileged: true, CgroupnsMode: 'private' }

const test = base
  .extend('isVersion1', { scope: 'file' }, async ({ engine }) => (await readEngineFacts(engine)).cgroupVersion === 1)
  // A container with three frozen processes; its id.
  .extend('frozen', async ({ engine, run, mark }) => async (cluster: string): Promise<string> => {
    const Labels = { [TEST_LABEL]: mark, [kindLabels.cluster]: cluster }
    const id = await run(cluster, IDLE, { Labels, HostConfig: asNode })
    await runInContainer(engine, id, ['/bin/sh', '-c', freeze])
    return id
  })

const onVersion2 = 'cgroup v2 on this host: a frozen process dies when it is killed'

test('a cluster with frozen processes is removed, and that they were let go is said', async ({
  engine,
  frozen,
  isVersion1,
  skip,
  mark,
}) => {
  skip(!isVersion1, onVersion2)
  await frozen(mark)
  const notices: string[] = []
  expect(await removeByLabel(engine, { cluster: mark }, { onNotice: (text) => notices.push(text) })).toEqual([`${mark}-${mark}`])
  expect(notices).toEqual([`${mark}-${mark} did not end: let go 3 frozen processes in it, which on cgroup v1 no signal ends`])
})

test('the same where the cgroups of the host are out of reach: by a container there, which is gone afterwards', async ({
  engine,
  frozen,
  isVersion1,
  skip,
  mark,
}) => {
  skip(!isVersion1, onVersion2)
  const id = await frozen(mark)
  expect(await thawContainer(engine, id, { [TEST_LABEL]: mark }, { hierarchy: '/nowhere' })).toBe(3)
  const { stdout } = await runInContainer(engine, id, ['cat', '/sys/fs/cgroup/freezer/pod/freezer.state'])
  expect(stdout).toBe('THAWED\n')
  expect((await listContainers(engine, { [TEST_LABEL]: mark })).map((container) => container.id)).toEqual([id])
  expect(await thawContainer(engine, id, {}, { hierarchy: '/nowhere' }), 'nothing is frozen any more').toBe(0)
})

test('a container that is gone, or has nothing frozen, is fine', async ({ engine, run, mark }) => {
  expect(await thawContainer(engine, 'f'.repeat(64), {})).toBe(0)
  expect(await thawContainer(engine, await run('idle', IDLE), { [TEST_LABEL]: mark })).toBe(0)
})
