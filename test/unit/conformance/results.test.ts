import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { kindOf } from '../../conformance/results/kinds.ts'
import { hashFacts, openResults } from '../../conformance/results/kept-results.ts'
import { isToRun, judgeLine, readLines } from '../../conformance/results/results.ts'

test('what the suite says of a spec is one of three, and nothing where it was ended with the run', () => {
  const judge = (state: string, message?: string) =>
    judgeLine({ spec: 'a', event: 'ended', state, seconds: 2, ...(message && { message }) })
  expect(judge('passed')).toEqual({ outcome: 'passed', seconds: 2 })
  expect(judge('skipped', 'Requires at least 2 nodes (not 1)')).toMatchObject({
    outcome: 'skipped',
    why: 'Requires at least 2 nodes (not 1)',
  })
  expect(judge('failed', 'expected\n  a pod')).toEqual({ outcome: 'failed', seconds: 2, why: 'expected a pod' })
  expect(judge('timedout')).toMatchObject({ outcome: 'failed' })
  expect(judge('interrupted')).toBeUndefined()
  expect(judgeLine({ spec: 'a', event: 'begun' })).toBeUndefined()
})

test('where in memory an error lay is not kept: it differs each time', () => {
  const message = 'failed to pull image\nUnexpected error:\n    <*status.Error | 0x16ab1ff10f00>: \n    rpc error: code = NotFound'
  expect(judgeLine({ spec: 'a', event: 'ended', state: 'failed', message })?.why).toBe(
    'failed to pull image Unexpected error: rpc error: code = NotFound',
  )
})

test('a line that is still being written is left for later', () => {
  expect(readLines('{"a":1}\n{"b":2}\n{"c"')).toEqual([{ a: 1 }, { b: 2 }])
  expect(readLines('')).toEqual([])
})

test('results are there again for the next run, the last one of a spec, and only what has none is run', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'conformance-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const file = join(directory, 'deep', 'ours-1.jsonl')
  const first = await openResults(file)
  await first.keep('a', { outcome: 'failed', seconds: 1, why: 'no' })
  await first.keep('b', { outcome: 'passed', seconds: 2 })
  await first.keep('a', { outcome: 'passed', seconds: 3 })
  await first.keep('c', { outcome: 'failed', seconds: 4, why: 'no' })
  const { results } = await openResults(file)
  expect(Object.fromEntries(results)).toEqual({
    a: { outcome: 'passed', seconds: 3 },
    b: { outcome: 'passed', seconds: 2 },
    c: { outcome: 'failed', seconds: 4, why: 'no' },
  })
  expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(5)
  const toRun = (again: 'never' | 'failed' | 'all') => ['a', 'b', 'c', 'd'].filter((name) => isToRun(results.get(name), again))
  expect(toRun('never')).toEqual(['d'])
  expect(toRun('failed')).toEqual(['c', 'd'])
  expect(toRun('all')).toEqual(['a', 'b', 'c', 'd'])
})

test('another node image or another suite begins anew', () => {
  expect(hashFacts(['sha256:1', 'e2e-a'])).not.toBe(hashFacts(['sha256:2', 'e2e-a']))
  expect(hashFacts(['sha256:1', 'e2e-a'])).not.toBe(hashFacts(['sha256:1', 'e2e-b']))
  expect(hashFacts(['sha256:1', 'e2e-a'])).toBe(hashFacts(['sha256:1', 'e2e-a']))
})

test.for([
  ['Requires at least 2 nodes (not 1)', 'needs more nodes'],
  ['Not enough nodes to run the test', 'needs more nodes'],
  ['Only supported for providers [gce] (not skeleton)', 'needs a cloud or another system'],
  ['pod "a" never ran: ImagePullBackOff', 'an image cannot be had here'],
  [
    'failed to pull image Unexpected error: rpc error: code = NotFound desc = failed to pull and unpack image "a.b/c@sha256:9700f9": fail…',
    'it asks for the published image by its digest, which no other has',
  ],
  ['client rate limiter Wait returned an error: rate: Wait(n=1) would exceed context deadline', 'the API server did not answer in time'],
  ['ran over 10 min', 'ran over its time'],
  ['something else', 'something else'],
] as const)('%s: %s', ([why, kind]) => {
  expect(kindOf(why)).toBe(kind)
})
