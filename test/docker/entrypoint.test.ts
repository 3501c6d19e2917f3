import { expect } from 'vitest'
import { putFiles } from '../../src/docker/archive.ts'
import { inspectContainer, signalContainer, startContainer, stopContainer } from '../../src/docker/containers.ts'
import { awaitLogLine, readLogTail } from '../../src/docker/logs.ts'
import { PAUSED, test } from '../support/base-node.ts'

const BOOTED = /Reached target .*multi-user/

test('a node boots to systemd without being told, as the kind CLI expects', async ({ engine, boot, sh, signal }) => {
  const id = await boot()
  await awaitLogLine(engine, id, BOOTED, signal)
  expect(await sh(id, 'cat /proc/1/comm; systemctl --failed --plain --no-legend')).toBe('systemd')
})

test('a node says its cgroup version in the words the kind CLI waits for', async ({ engine, boot, sh, signal }) => {
  const id = await boot()
  await awaitLogLine(engine, id, BOOTED, signal)
  const version = (await sh(id, 'stat -f -c %T /sys/fs/cgroup')) === 'cgroup2fs' ? 2 : 1
  await awaitLogLine(engine, id, new RegExp(`detected cgroup v${version}`), signal)
})

test('the kubelet finds its cgroup in every controller', async ({ engine, boot, sh, signal }) => {
  const id = await boot()
  await awaitLogLine(engine, id, BOOTED, signal)
  await sh(id, '/kind/bin/create-kubelet-cgroup')
  const missing = await sh(
    id,
    'for controller in cpu cpuset memory pids; do ls -d /sys/fs/cgroup/{$controller/,}kubelet.slice 2>/dev/null | grep -q . || echo $controller; done',
  )
  expect(missing).toBe('')
})

test('every node is someone else, and stays who it is when restarted', async ({ engine, boot, sh, signal }) => {
  const identify = (id: string): Promise<string> => sh(id, 'cat /etc/machine-id /kind/product_uuid')
  const [one, two] = await Promise.all([boot(), boot()])
  await Promise.all([one, two].map((id) => awaitLogLine(engine, id, BOOTED, signal)))
  const before = await identify(one)
  expect(before).toMatch(/^[0-9a-f]{32}\n[0-9a-f-]{36}$/)
  expect(await identify(two)).not.toBe(before)
  await stopContainer(engine, one, { timeoutS: 10 })
  await startContainer(engine, one)
  await expect.poll(() => sh(one, 'systemctl is-active multi-user.target || true')).toBe('active')
  expect(await identify(one)).toBe(before)
})

test('systemd stops when the engine asks it to, well within the grace period', async ({ engine, boot, signal }) => {
  const id = await boot()
  await awaitLogLine(engine, id, BOOTED, signal)
  await stopContainer(engine, id, { timeoutS: 60 })
  expect(await inspectContainer(engine, id), 'it is killed after the grace period').not.toMatchObject({ exitCode: 137 })
})

test('/sys is read-only and every mount is shared', async ({ engine, boot, sh, signal }) => {
  const id = await boot()
  await awaitLogLine(engine, id, BOOTED, signal)
  expect(await sh(id, 'findmnt --noheadings --output OPTIONS /sys')).toMatch(/^ro,/)
  for (const mount of ['/', '/var']) expect(await sh(id, `findmnt --noheadings --output PROPAGATION ${mount}`)).toMatch(/^shared/)
})

test('names of other containers resolve at an address that a pod can ask', async ({ engine, boot, mark, sh, signal }) => {
  const [one, two] = await Promise.all([boot(), boot()])
  await Promise.all([one, two].map((id) => awaitLogLine(engine, id, BOOTED, signal)))
  expect(await sh(one, 'grep nameserver /etc/resolv.conf')).not.toContain('127.')
  expect(await sh(one, `getent hosts ${mark}-1`)).toContain(`${mark}-1`)
  // What a pod is to the node: another network namespace, routed through it.
  const pod = `ip netns add pod && ip link add veth0 type veth peer name eth0 netns pod && ip addr add 10.9.9.1/24 dev veth0 && ip link set veth0 up &&
    ip -n pod addr add 10.9.9.2/24 dev eth0 && ip -n pod link set eth0 up && ip -n pod link set lo up && ip -n pod route add default via 10.9.9.1`
  const resolved = await sh(one, `mkdir -p /run/netns && ${pod} && nsenter --net=/run/netns/pod getent ahostsv4 ${mark}-1 | head -1`)
  expect(resolved).toContain(`${mark}-1`)
})

test.for([
  ['absent', undefined, /^options/m],
  ['empty', 'KIND_DNS_SEARCH=', /^(?!search)/],
  ['set', 'KIND_DNS_SEARCH=a.test b.test', /^search a\.test b\.test$/m],
] as const)('KIND_DNS_SEARCH %s', async ([, setting, expected], { engine, boot, sh, signal }) => {
  const id = await boot(setting === undefined ? {} : { Env: [setting] })
  await awaitLogLine(engine, id, BOOTED, signal)
  expect(await sh(id, 'cat /etc/resolv.conf')).toMatch(expected)
})

test('proxies reach the services systemd starts', async ({ engine, boot, sh, signal }) => {
  const id = await boot({ Env: ['HTTPS_PROXY=http://proxy.test:3128', 'NO_PROXY=.svc'] })
  await awaitLogLine(engine, id, BOOTED, signal)
  expect(await sh(id, 'systemctl show-environment')).toContain('HTTPS_PROXY=http://proxy.test:3128')
})

test('what kubeadm wrote with an address the node no longer has is corrected', async ({ engine, boot, sh, signal }) => {
  const id = await boot({ Entrypoint: PAUSED })
  await awaitLogLine(engine, id, /^paused-boot/, signal)
  await putFiles(engine, id, [
    { path: '/kind/old-ipv4', content: '192.0.2.7\n' },
    { path: '/etc/kubernetes/manifests/etcd.yaml', content: '- --listen=https://192.0.2.7:2379\n- --other=192.0.2.71\n' },
  ])
  await signalContainer(engine, id, 'SIGUSR1')
  await awaitLogLine(engine, id, BOOTED, signal)
  const [address] = (await sh(id, 'hostname -I')).split(' ')
  expect(await sh(id, 'cat /etc/kubernetes/manifests/etcd.yaml')).toBe(`- --listen=https://${address}:2379\n- --other=192.0.2.71`)
  expect(await sh(id, 'cat /kind/old-ipv4')).toBe(address)
})

test('a container without a volume at /var says what it needs and ends', async ({ engine, boot }) => {
  const id = await boot({ Volumes: {} })
  await engine.docker.getContainer(id).wait()
  expect(await inspectContainer(engine, id)).toMatchObject({ exitCode: 1 })
  expect(await readLogTail(engine, id, 5)).toContain('a node container needs a volume at /var')
})
