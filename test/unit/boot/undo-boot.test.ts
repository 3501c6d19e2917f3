import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { undoBoot } from '../../../src/boot/undo-boot.ts'
import { startFakeEngine } from '../../support/fake-engine.ts'

const node = {
  Id: '1',
  Names: ['/web-control-plane'],
  Labels: { 'io.x-k8s.kind.cluster': 'web', 'io.vitest-kind.owner': 'me' },
  State: 'running',
  Created: 0,
  Image: 'node',
  Ports: [],
  NetworkSettings: { Networks: {} },
}

test.each([
  { what: 'nobody is to read them: they go', isGiven: true },
  { what: 'they are evidence: they stay', isGiven: false },
])('the files of a boot that is undone, $what', async ({ isGiven }) => {
  const directory = await mkdtemp(join(tmpdir(), 'vitest-kind-undo-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  await writeFile(join(directory, 'kubeadm.log'), 'I1125 …')
  await using fake = await startFakeEngine({
    'GET /containers/json': [{ body: [node] }, { body: [node] }, { body: [] }],
    'DELETE /containers/1': [{ status: 204 }],
    'GET /networks': [{ body: [] }],
  })
  const engine = await fake.connect()
  const undo = { engine, cluster: 'web', owner: 'me', onProgress: () => undefined, ...(isGiven && { directory }) }
  expect(await undoBoot(undo)).toEqual([])
  expect(existsSync(directory)).toBe(!isGiven)
})
