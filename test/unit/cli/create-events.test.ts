import { afterEach, expect, test, vi } from 'vitest'
import { createEventPrinter } from '../../../src/cli/progress-view.ts'
import { configureOutput } from '../../../src/cli/output.ts'
import { ConfigError, errorToData } from '../../../src/support/errors.ts'
import type { ProgressEvent } from '../../../src/support/progress.ts'
import { eventTypes, findEventProblems } from '../../support/create-events.ts'

const cluster = 'web'
// One of each type that there is in the source: the compiler sees to it.
const samples: { readonly [Type in ProgressEvent['type']]: Extract<ProgressEvent, { type: Type }> } = {
  started: { type: 'started', cluster, action: 'kubeadm-init' },
  finished: { type: 'finished', cluster, action: 'kubeadm-init', elapsedMs: 16_900.4 },
  failed: { type: 'failed', cluster, action: 'kubeadm-init', elapsedMs: 1 },
  amount: {
    type: 'amount',
    cluster,
    what: 'pulling kindest/node',
    done: 1,
    total: 2,
    unit: 'bytes',
    layers: { done: 1, total: 12 },
    over: true,
  },
  notice: { type: 'notice', cluster, text: 'this host has cgroup v1' },
  detail: { type: 'detail', cluster, level: 2, text: 'kind: InitConfiguration' },
}

afterEach(() => {
  vi.restoreAllMocks()
  configureOutput({})
})

test('every event that is printed is as the schema has it', () => {
  let written = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => ((written += String(chunk)), true))
  configureOutput({ verbosity: 3 })
  Object.values(samples).forEach(createEventPrinter().onProgress)
  const events = written
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ProgressEvent)
  expect(events.map(({ type }) => type)).toEqual(Object.keys(samples))
  expect(events.flatMap(findEventProblems)).toEqual([])
  expect(eventTypes.toSorted()).toEqual([...Object.keys(samples), 'usable', 'error'].toSorted())
})

test('an error with every fact is as the schema has it', () => {
  const error = new ConfigError('KIND_CONFIG_INVALID', {
    what: 'w',
    problems: ['p'],
    seen: ['s'],
    why: 'y',
    do: 'd',
    kept: 'k',
    left: true,
  })
  expect(findEventProblems({ type: 'error', cluster, ...errorToData(error) } as { type: string })).toEqual([])
})

test('the judge sees what is wrong', () => {
  expect(findEventProblems({ type: 'begun' })).toEqual(['begun: no such event'])
  expect(findEventProblems({ ...samples.finished, elapsedMs: '1', since: 3 } as { type: string })).toEqual([
    'finished.since: not in the schema',
    expect.stringContaining('finished.elapsedMs: '),
  ])
})
