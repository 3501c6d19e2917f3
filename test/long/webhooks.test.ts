// Webhooks and aggregated APIs where there are several API servers, and where addresses are IPv6: straight and through a tunnel.
import { expect, test } from 'vitest'
import { connectEngine } from '../../src/docker/connect.ts'
import { ensureNetwork, removeNetwork } from '../../src/docker/networks.ts'
import { runSample } from '../support/run-sample.ts'

test.for(['control-planes', 'dual', 'ipv6'])('%s: the webhooks of the guide', async (project, { skip }) => {
  if (project !== 'control-planes') skip(!(await hasIpv6()), 'the engine has no IPv6 to give to networks')
  const { exitCode, output, report } = await runSample('webhooks-elsewhere', { args: ['--project', project] })
  expect(report, output).toMatchObject({ success: true, numPassedTests: 9 })
  expect(exitCode, output).toBe(0)
})

async function hasIpv6(): Promise<boolean> {
  const engine = await connectEngine(process.env, AbortSignal.timeout(30_000))
  // An engine without IPv6 makes the network all the same, and says so.
  const probe = await ensureNetwork(engine, { name: 'vitest-webhooks-probe', subnets: ['fd00:7e57:7::/64'], ipv6: true, labels: {} })
  await removeNetwork(engine, probe.id)
  return probe.ipv6
}
