// Looking into an image leaves no container, however it ends.
import { hostname } from 'node:os'
import { expect, test } from 'vitest'
import { currentOwner } from '../../../src/cluster/owner.ts'
import { probeVersion, removeDeadProbes } from '../../../src/cluster/probe-version.ts'
import { renderOwner } from '../../../src/plan/labels.ts'
import { startFakeEngine, type Reply } from '../../support/fake-engine.ts'

const owner = currentOwner({ ciRun: undefined, stays: true })
const dead = { ...owner, pid: 2 ** 22 + 1 }
const probe = (id: string, by: object) => ({
  Id: id,
  Names: [`/${id}`],
  Labels: { 'io.vitest-kind.probe': 'version', 'io.vitest-kind.owner': JSON.stringify(by) },
  State: 'created',
  Created: 1,
  NetworkSettings: { Networks: {} },
  Ports: [],
})

/** An engine that lists what was asked for by label, whatever was removed. */
function lists(...all: ReturnType<typeof probe>[]): Reply {
  return (request, response) => {
    const { label } = JSON.parse(new URL(request.url!, 'http://x').searchParams.get('filters')!) as { label: string[] }
    const found = all.filter(({ Labels }) =>
      label.every((one) => Object.entries(Labels).some(([key, value]) => one === key || one === `${key}=${value}`)),
    )
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(found))
  }
}

test('the container bears its owner, and is removed when the file is missing', async () => {
  await using fake = await startFakeEngine({
    'GET /containers/json': [lists(), lists(probe('mine', owner), probe('other', { ...owner, startedAtMs: 1 }))],
    'POST /containers/create': [{ status: 201, body: { Id: 'mine' } }],
    'DELETE /containers/mine': [{ status: 204 }],
  })
  await expect(probeVersion(await fake.connect(), 'nginx:1', owner)).rejects.toThrow('"nginx:1" is not a node image')
  expect(fake.asked.filter((request) => request.startsWith('DELETE')).map((request) => request.split('?')[0])).toEqual([
    'DELETE /containers/mine',
  ])
})

test('one whose creation was cut off is removed when it appears', async () => {
  const cancel = new AbortController()
  await using fake = await startFakeEngine({
    'GET /containers/json': [lists(), lists(), lists(probe('mine', owner))],
    // Never answered.
    'POST /containers/create': [() => cancel.abort(new Error('enough'))],
    'DELETE /containers/mine': [{ status: 204 }],
  })
  await expect(probeVersion(await fake.connect(cancel.signal), 'kindest/node:v1.37.0', owner)).rejects.toThrow('could not be created')
  expect(fake.asked.at(-1)).toMatch(/^DELETE \/containers\/mine/)
})

test('those of dead processes go, those of the living and of other hosts stay', async () => {
  expect(dead.host).toBe(hostname())
  await using fake = await startFakeEngine({
    'GET /containers/json': [
      lists(probe('left', dead), probe('mine', owner), probe('elsewhere', { ...dead, host: 'another', bootId: 'another' })),
    ],
    'DELETE /containers/left': [{ status: 204 }],
  })
  expect(await removeDeadProbes(await fake.connect())).toEqual(['left'])
  expect(renderOwner(owner)).toContain(String(process.pid))
})
