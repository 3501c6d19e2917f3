// Whoever makes a container that others want too may be faster, or die in the middle.
import { expect, test } from 'vitest'
import { shareContainer } from '../../../src/cluster/share-container.ts'
import type { ContainerSummary } from '../../../src/docker/containers.ts'
import { ConfigError, DockerError } from '../../../src/support/errors.ts'
import { startFakeEngine } from '../../support/fake-engine.ts'

const at = (state: string): ContainerSummary => ({
  id: 'one',
  name: 'one',
  labels: {},
  state,
  createdAt: 0,
  image: 'registry',
  addresses: {},
  ipv6Addresses: {},
  ports: [],
})
const details = {
  Id: 'one',
  Name: '/one',
  Created: '2026-01-01T00:00:00Z',
  Config: { Labels: {}, Image: 'registry', Tty: true },
  State: { Status: 'running', Running: true, StartedAt: '2026-01-01T00:00:00Z' },
  NetworkSettings: {},
  Mounts: [],
}
const serving = { 'GET /containers/one/json': [{ body: details }], 'GET /containers/one/logs': [{ body: 'listening on [::]:5000\n' }] }
const taken = new ConfigError('KIND_CLUSTER_EXISTS', { what: 'a container named "one" exists already' })

/** What is found at each look; the last one stays. */
async function share(looks: readonly (ContainerSummary | undefined)[], make: () => Promise<unknown>): Promise<string[]> {
  await using fake = await startFakeEngine(serving)
  const done: string[] = []
  const left = [...looks]
  await shareContainer(
    await fake.connect(),
    {
      find: async () => (left.length > 1 ? left.shift() : left[0]),
      make: () => (done.push('made'), make()),
      revive: async ({ state }) => done.push(`revived: ${state}`),
      serves: /listening on/,
    },
    AbortSignal.timeout(5_000),
  )
  return done
}

test('one that serves is taken, one that has ended is brought back, one that is not there is made', async () => {
  const made = async (): Promise<void> => undefined
  expect(await share([at('running')], made)).toEqual([])
  expect(await share([at('exited'), at('running')], made)).toEqual(['revived: exited'])
  expect(await share([undefined, at('running')], made)).toEqual(['made'])
})

test('of two that make it at once, the slower one takes that of the other, when that has started it', async () => {
  expect(await share([undefined, at('created'), at('created'), at('running')], () => Promise.reject(taken))).toEqual(['made'])
})

test('something else that has its name is told, and so is what keeps it from being made', async () => {
  await expect(share([undefined], () => Promise.reject(taken))).rejects.toThrow('"one" exists already')
  const missing = new DockerError('KIND_IMAGE_MISSING', { what: 'no image for a registry' })
  await expect(share([undefined], () => Promise.reject(missing))).rejects.toThrow('no image for a registry')
})
