import { expect, test } from 'vitest'
import { relativeAddress } from '../../../../src/artifacts/page/html.ts'
import { joinSpans, packLanes } from '../../../../src/artifacts/page/lanes.ts'
import { podSpans } from '../../../../src/artifacts/page/pod-spans.ts'
import { createScale } from '../../../../src/artifacts/page/scale.ts'
import { tellDuration, tellOffset, tellSize } from '../../../../src/artifacts/page/tell.ts'
import { sampleRun } from '../../../support/sample-run.ts'

test.each([
  [3, '0, 0.5 s, 1 s, 1.5 s, 2 s, 2.5 s, 3 s'],
  [42, '0, 10 s, 20 s, 30 s, 40 s'],
  [162, '0, 30 s, 1:00, 1:30, 2:00, 2:30'],
  [7_000, '0, 15:00, 30:00, 45:00, 1:00:00, 1:15:00, 1:30:00, 1:45:00'],
])('the axis of %d s has round marks, few enough for a telephone', (seconds, marks) => {
  const { ticks } = createScale(0, seconds * 1_000)
  expect(ticks.flatMap(({ atMs, zoom }) => (zoom === 1 ? [tellOffset(atMs)] : [])).join(', ')).toBe(marks)
  expect(ticks.length, 'and more of them where it is made wider').toBeGreaterThan(30)
})

test('what lies partly outside is drawn as far as it is within', () => {
  const scale = createScale(1_000, 2_000)
  expect(scale.place({ startMs: 500, endMs: 1_250 })).toBe('left:0%;width:25%')
  expect(scale.place({ startMs: 1_900, endMs: 9_000 })).toBe('left:90%;width:10%')
})

test('what is at the same time lies in lanes, as few as there can be', () => {
  const span = (startMs: number, endMs: number) => ({ startMs, endMs })
  expect(packLanes([span(5, 9), span(0, 4), span(3, 6), span(6, 8)])).toEqual([
    [span(0, 4), span(5, 9)],
    [span(3, 6), span(6, 8)],
  ])
  expect(packLanes([span(0, 1), span(2, 3)], 2)).toHaveLength(1)
  expect(packLanes([span(0, 1), span(1, 3)], 2), 'drawn wider than it is').toHaveLength(2)
})

test('failures at the same time are one band', () => {
  const span = (startMs: number, endMs: number) => ({ startMs, endMs })
  expect(joinSpans([span(5, 9), span(0, 4), span(3, 5), span(10, 11)])).toEqual([span(0, 9), span(10, 11)])
})

test("a pod's bar tells what it was in, from its making to its end", () => {
  const pods = sampleRun().pods.filter(({ namespace }) => namespace === 'rolls-out-1-0')
  const told = pods.map((pod) => podSpans(pod, 0).map(({ state, startMs, endMs }) => `${state} ${endMs - startMs}`))
  expect(told).toMatchInlineSnapshot(`
    [
      [
        "waiting 1400",
        "starting 7520",
        "ending 500",
      ],
      [
        "waiting 1400",
        "starting 200",
        "ready 7290",
        "ending 500",
      ],
    ]
  `)
  const [{ goneAtMs: _gone, deletedAtMs: _deleted, ...there }] = pods as [(typeof pods)[number]]
  const ended = { ...there, phases: [...there.phases, { phase: 'Failed', atMs: there.createdAtMs + 5_000 }] }
  expect(podSpans(ended, there.createdAtMs + 6_000).map(({ state }) => state)).toEqual(['waiting', 'starting', 'failed'])
})

test.each([
  [0, '0 ms'],
  [99.6, '100 ms'],
  [100, '0.1 s'],
  [59_949, '59.9 s'],
  [59_950, '1 min 00 s'],
  [185_000, '3 min 05 s'],
  [3_599_600, '1 h 00 min'],
  [7_325_000, '2 h 02 min'],
])('%d ms are told as %s', (ms, told) => expect(tellDuration(ms)).toBe(told))

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [18_204, '18 kB'],
  [999_949, '1000 kB'],
  [1_048_576, '1.0 MB'],
  [12_400_000, '12 MB'],
])('%d bytes are told as %s', (bytes, told) => expect(tellSize(bytes)).toBe(told))

test('a link leads below the page, or nowhere', () => {
  expect(relativeAddress('a b', 'pods/web/über.log')).toBe('./a%20b/pods/web/%C3%BCber.log')
  expect(relativeAddress('javascript:alert(1)')).toBe('./javascript%3Aalert(1)')
  expect(relativeAddress('x', '../../secrets')).toBe('#')
  expect(relativeAddress('/etc/passwd')).toBe('./etc/passwd')
})
