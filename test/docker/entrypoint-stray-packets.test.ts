import { expect } from 'vitest'
import { putFiles } from '../../src/docker/archive.ts'
import { signalContainer } from '../../src/docker/containers.ts'
import { awaitLogLine } from '../../src/docker/logs.ts'
import { PAUSED, test as base } from '../support/base-node.ts'

const KUBEADM = 'networking:\n  podSubnet: 10.244.0.0/16,fd00:10:244::/56\n  serviceSubnet: "10.96.0.0/16"\n'

/** A node that was told its subnets while paused, and a second network namespace behind it in the place of a pod. */
const test = base.extend('node', async ({ engine, boot, sh, signal }) => {
  const id = await boot({ Entrypoint: PAUSED })
  await awaitLogLine(engine, id, /^paused-boot/, signal)
  await putFiles(engine, id, [
    { path: '/kind/service-subnet', content: '10.97.0.0/24\n' },
    { path: '/kind/kubeadm.conf', content: KUBEADM },
  ])
  await signalContainer(engine, id, 'SIGUSR1')
  await awaitLogLine(engine, id, /Reached target .*multi-user/, signal)
  await sh(
    id,
    `ip netns add pod && ip link add veth0 type veth peer name eth0 netns pod && ip addr add 10.9.9.1/24 dev veth0 && ip link set veth0 up
    ip -n pod addr add 10.9.9.2/24 dev eth0 && ip -n pod link set eth0 up && ip -n pod link set lo up && ip -n pod route add default via 10.9.9.1`,
  )
  return id
})

/** Counts what leaves by the node's own network card for an address. */
const WATCH = (address: string): string => `iptables -t mangle -A POSTROUTING -o eth0 -d ${address} -j ACCEPT`
const COUNT = 'iptables -t mangle -L POSTROUTING -n -v -x | tail -1 | tr -s " " | cut -d " " -f 2'
const CONNECT = (address: string): string => `timeout 5 bash -c "</dev/tcp/${address}/443" 2>&1; true`

test.for([
  ['a Service', '10.96.0.1', 'Connection refused'],
  ['a Service of a subnet told in a file of its own', '10.97.0.1', 'Connection refused'],
  ['a pod that is gone', '10.244.3.3', 'No route to host'],
] as const)('a packet to %s does not leave the node, and its sender learns it', async ([, address, answer], { node, sh }) => {
  await sh(node, WATCH(address))
  expect(await sh(node, CONNECT(address))).toContain(answer)
  expect(await sh(node, `nsenter --net=/run/netns/pod ${CONNECT(address)}`)).toContain(answer)
  expect(await sh(node, COUNT)).toBe('0')
})

test.for([
  ['the node', ''],
  ['a pod', 'nsenter --net=/run/netns/pod '],
] as const)('once rules lead a Service somewhere, a connection from %s goes there', async ([, inside], { node, sh }) => {
  for (const chain of ['OUTPUT', 'PREROUTING'])
    await sh(
      node,
      `iptables -t nat -A ${chain} -d 10.96.0.1 -p tcp --dport 443 -j DNAT --to-destination $(hostname -I | cut -d " " -f 1):8443`,
    )
  await sh(
    node,
    `perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(LocalPort => 8443, Listen => 1); $c = $s->accept; print $c "hello"' >/dev/null 2>&1 &`,
  )
  await expect.poll(() => sh(node, 'grep -c :20FB /proc/net/tcp || true')).toMatch(/[1-9]/)
  expect(await sh(node, `${inside}timeout 5 bash -c "cat </dev/tcp/10.96.0.1/443"`)).toBe('hello')
})

test('saying it twice changes nothing', async ({ node, sh }) => {
  const read = (): Promise<string> => sh(node, 'iptables-save -t filter | grep -v "^[#:]"; ip route; ip -6 route | grep unreachable')
  const before = await read()
  await sh(node, '/kind/bin/keep-cluster-traffic-inside')
  expect(await read()).toBe(before)
  expect(before).toContain('unreachable fd00:10:244::/56')
})
