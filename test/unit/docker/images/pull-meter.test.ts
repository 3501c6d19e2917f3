import { expect, test } from 'vitest'
import { createPullMeter, type PullLine } from '../../../../src/docker/images/pull-meter.ts'
import { pullImage } from '../../../../src/docker/images/images.ts'
import type { Amount } from '../../../../src/support/progress.ts'
import { startFakeEngine } from '../../../support/fake-engine.ts'

// Shortened from what Docker 28 answers to POST /images/create.
const pull: readonly PullLine[] = [
  { status: 'Pulling from library/registry', id: '3' },
  { status: 'Pulling fs layer', progressDetail: {}, id: '44cf07d57ee4' },
  { status: 'Pulling fs layer', progressDetail: {}, id: 'bbbdd6c6894b' },
  { status: 'Already exists', progressDetail: {}, id: '8e82f80af0de' },
  { status: 'Downloading', progressDetail: { current: 36_864, total: 3_418_409 }, id: '44cf07d57ee4' },
  { status: 'Waiting', progressDetail: {}, id: 'bbbdd6c6894b' },
  { status: 'Downloading', progressDetail: { current: 1_000_000, total: 20_000_000 }, id: 'bbbdd6c6894b' },
  { status: 'Verifying Checksum', progressDetail: {}, id: '44cf07d57ee4' },
  { status: 'Download complete', progressDetail: {}, id: '44cf07d57ee4' },
  { status: 'Extracting', progressDetail: { current: 65_536, total: 3_418_409 }, id: '44cf07d57ee4' },
  { status: 'Pull complete', progressDetail: {}, id: '44cf07d57ee4' },
  { status: 'Pull complete', progressDetail: {}, id: 'bbbdd6c6894b' },
  { status: 'Digest: sha256:6c5666b861f3505b116bb9aa9b25175e71210414bd010d92035ff64018f9457e' },
  { status: 'Status: Downloaded newer image for registry:3' },
]

test('layers and bytes of a pull, and the whole as soon as every layer has told its size', () => {
  const meter = createPullMeter()
  const seen = pull.map((line) => {
    meter.note(line)
    const { done, total, layers } = meter.read() ?? {}
    return layers && `${layers.done}/${layers.total} layers, ${done}/${total ?? '?'}`
  })
  expect(seen).toEqual([
    undefined,
    '0/1 layers, 0/?',
    '0/2 layers, 0/?',
    '1/3 layers, 0/?',
    '1/3 layers, 36864/?',
    '1/3 layers, 36864/?',
    '1/3 layers, 1036864/23418409',
    '1/3 layers, 4418409/23418409',
    '1/3 layers, 4418409/23418409',
    '1/3 layers, 4418409/23418409',
    '2/3 layers, 4418409/23418409',
    '3/3 layers, 23418409/23418409',
    '3/3 layers, 23418409/23418409',
    '3/3 layers, 23418409/23418409',
  ])
})

test('whoever pulls hears of it while it goes on', async () => {
  await using fake = await startFakeEngine({
    'POST /images/create': [(_request, response) => response.end(pull.map((line) => `${JSON.stringify(line)}\r\n`).join(''))],
  })
  const heard: Amount[] = []
  await pullImage(await fake.connect(), 'registry:3', { onAmount: (amount) => heard.push(amount) })
  expect(heard.at(-1)).toEqual({
    what: 'pulling registry:3',
    done: 23_418_409,
    total: 23_418_409,
    unit: 'bytes',
    layers: { done: 3, total: 3 },
    over: true,
  })
})
