import { expect, test } from 'vitest'
import type { ClusterState } from '../../../src/state/cluster-state.ts'
import { decodeState, encodeBeforeLayers, encodeState, type StateHeader } from '../../../src/state/encode-state.ts'

const state: ClusterState = {
  kubernetesVersion: 'v1.37.2',
  names: { cluster: 'web', nodes: ['web-control-plane'], endpoint: 'web-control-plane:6443', ca: 'CA' },
  objects: [
    {
      key: '/registry/namespaces/shop',
      object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' }, big: 12345678901234567890n, text: '<ä\u2028' },
    },
  ],
  files: [{ path: '/etc/cni/net.d/10.conflist', text: '{}' }],
}
const header: StateHeader = { key: '0123456789abcdef', kubernetes: 'v1.37.2', createdAtMs: 1, by: '1.2.3' }
const whole = await encodeState(state, header)
const endOfLine = whole.indexOf('\n')

function withLine(change: (line: Record<string, unknown>) => Record<string, unknown>): Buffer {
  const line = JSON.parse(whole.subarray('vitest-kind state '.length, endOfLine).toString()) as Record<string, unknown>
  return Buffer.concat([Buffer.from(`vitest-kind state ${JSON.stringify(change(line))}`), whole.subarray(endOfLine)])
}

async function refusal(bytes: Buffer): Promise<string> {
  return decodeState(bytes, 'state.bin').then(
    () => 'taken',
    (error: Error) => error.message,
  )
}

test('what was kept is what comes back, to the last digit', async () => {
  expect(await decodeState(whole, 'state.bin')).toEqual({ header, state })
})

test('the first line says in clear what it is', () => {
  expect(whole.subarray(0, endOfLine).toString()).toMatch(
    /^vitest-kind state \{"format":1,"key":"0123456789abcdef","kubernetes":"v1\.37\.2"/,
  )
})

test.for<[string, Buffer, string]>([
  ['nothing', Buffer.alloc(0), 'KIND_STATE_UNUSABLE: state.bin cannot be put back: it is empty'],
  [
    'another file',
    Buffer.from('PK\u0003\u0004 something\n'),
    'KIND_STATE_UNUSABLE: state.bin cannot be put back: it is no state of a cluster',
  ],
  [
    'one cut off in its first line',
    whole.subarray(0, 40),
    'KIND_STATE_UNUSABLE: state.bin cannot be put back: it is no state of a cluster',
  ],
  [
    'one cut off',
    whole.subarray(0, -1),
    `KIND_STATE_UNUSABLE: state.bin cannot be put back: it is cut off\n  seen   ${whole.length - endOfLine - 2} of ${whole.length - endOfLine - 1} bytes`,
  ],
  [
    'one with a bit that has turned',
    Buffer.concat([whole.subarray(0, -9), Buffer.from([whole.at(-9)! ^ 1]), whole.subarray(-8)]),
    'KIND_STATE_UNUSABLE: state.bin cannot be put back: it is damaged: its checksum is another one',
  ],
  [
    'one of a version to come',
    withLine((line) => ({ ...line, format: 3, by: '9.0.0' })),
    'KIND_STATE_UNUSABLE: state.bin cannot be put back: it has format 3, this version of vitest-kind reads up to 2\n  seen   written by vitest-kind 9.0.0',
  ],
  [
    'one that is to have layers and does not tell them',
    withLine((line) => ({ ...line, format: 2 })),
    'KIND_STATE_UNUSABLE: state.bin cannot be put back: its first line is damaged',
  ],
  [
    'a first line that lacks something',
    withLine(({ sha256: _sum, ...line }) => line),
    'KIND_STATE_UNUSABLE: state.bin cannot be put back: its first line is damaged',
  ],
])('%s is refused, and the reason told', async ([, bytes, message]) => {
  expect(await refusal(bytes)).toBe(message)
})

test('layers that follow are told in a first line of the same length, whatever they come to; packages that know none read another format', async () => {
  const { begin, firstLine } = await encodeBeforeLayers(state, header)
  const tell = (bytes: number): Buffer => firstLine({ bytes, sha256: 'f'.repeat(64) })
  expect(tell(1).length).toBe(tell(Number.MAX_SAFE_INTEGER).length)
  const file = Buffer.concat([begin, Buffer.from('layers')])
  tell(6).copy(file)
  const decoded = await decodeState(file, 'state.bin')
  expect(decoded).toEqual({ header, state, layers: { bytes: 6, sha256: 'f'.repeat(64), from: begin.length } })
  expect(file.toString()).toMatch(/^vitest-kind state \{"format":2,/)
})
