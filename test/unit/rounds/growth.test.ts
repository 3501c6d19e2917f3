// What rounds may leave, and how that is told.
import { expect, test } from 'vitest'
import type { Count } from '../../rounds/count.ts'
import { judgeGrowth } from '../../rounds/growth.ts'
import { hasPassed } from '../../rounds/run.ts'
import { renderResult } from '../../rounds/table.ts'

const before: Count = {
  containers: ['/mine 1'],
  volumes: [],
  networks: ['kind 2'],
  'images without a name': [],
  sockets: 14,
  memoryMiB: 100,
}

function judge(rounds: readonly Partial<Count>[], closed: Partial<Count> = {}): string {
  const growth = judgeGrowth(
    before,
    rounds.map((change) => ({ ...before, ...change })),
    { ...before, ...closed },
  )
  const result = { kind: 'create', seconds: [20, 18, 19], failures: [], growth } as const
  return `${renderResult(result)}\n${hasPassed(result) ? 'passed' : 'not passed'}`
}

test('what comes and goes is no growth, nor is what the first rounds fill', () => {
  expect(
    judge(
      Array.from({ length: 60 }, (_, at) => ({ sockets: 14 + (at % 3), memoryMiB: 100 + Math.min(at, 20) * 2 })),
      { memoryMiB: 140 },
    ),
  ).toMatchInlineSnapshot(`
    "create: create and delete; 3 rounds; 0 failed; 19.0 s, 20.0 s at most
      what                         before    after  per round
      containers                        1        1       0.00
      volumes                           0        0       0.00
      networks                          1        1       0.00
      images without a name             0        0       0.00
      sockets of the engine            14       14       0.00
      memory of the engine, MiB       100      140       0.00
    passed"
  `)
})

test('what is left behind is named, what grows with each round is told', () => {
  const rounds = Array.from({ length: 60 }, (_, at) => ({
    volumes: Array.from({ length: at }, (_volume, one) => `v${one}`),
    memoryMiB: 100 + at,
    sockets: 14 + at,
  }))
  expect(judge(rounds, { volumes: ['v1', 'v2'], memoryMiB: 160, sockets: 74 })).toMatchInlineSnapshot(`
    "create: create and delete; 3 rounds; 0 failed; 19.0 s, 20.0 s at most
      what                         before    after  per round
      containers                        1        1       0.00
      volumes                           0        2       1.00  left behind: v1, v2
      networks                          1        1       0.00
      images without a name             0        0       0.00
      sockets of the engine            14       74       1.00  more than 0.2 a round
      memory of the engine, MiB       100      160       1.00  more than 0.5 a round
    not passed"
  `)
})

test('where the processes of the engine are out of sight, nothing is said of them', () => {
  const { sockets: _none, memoryMiB: _either, ...seen } = before
  const unseen = { ...seen, sockets: undefined, memoryMiB: undefined }
  expect(judgeGrowth(unseen, [unseen], unseen).map(({ what }) => what)).toEqual([
    'containers',
    'volumes',
    'networks',
    'images without a name',
  ])
})
