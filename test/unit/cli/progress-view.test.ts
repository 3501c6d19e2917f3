import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { configureOutput } from '../../../src/cli/output.ts'
import { createEventPrinter, createProgressView } from '../../../src/cli/progress-view.ts'
import type { ProgressEvent } from '../../../src/support/progress.ts'

const cluster = 'web'
const events: readonly ProgressEvent[] = [
  { type: 'started', cluster, action: 'ensure-images' },
  { type: 'detail', cluster, level: 1, text: 'pulling kindest/node:v1.37.0' },
  { type: 'notice', cluster, text: 'the host lacks something' },
  { type: 'finished', cluster, action: 'ensure-images', elapsedMs: 1_234 },
  { type: 'failed', cluster, action: 'kubeadm-init', elapsedMs: 61_000 },
]

let written: string
beforeEach(() => {
  written = ''
  const write = (chunk: unknown): boolean => ((written += readable(String(chunk))), true)
  vi.spyOn(process.stderr, 'write').mockImplementation(write)
  vi.spyOn(process.stdout, 'write').mockImplementation(write)
})
afterEach(() => {
  vi.restoreAllMocks()
  configureOutput({})
})

test('plain lines where lines cannot be rewritten', () => {
  const view = createProgressView({ lively: false })
  events.forEach(view.onProgress)
  view.stop()
  expect(written).toBe(' • the host lacks something\n ✓ ensure-images          1.2 s\n ✗ kubeadm-init          61.0 s\n')
})

test('on a terminal, a line moves for each action that runs and each amount, cut to the width; all are gone at the end', () => {
  const view = createProgressView({ lively: true })
  view.onProgress({ type: 'started', cluster, action: 'ensure-images' })
  view.onProgress({ type: 'started', cluster, action: 'ensure-network' })
  view.onProgress({ type: 'amount', cluster, what: `pulling ${'x'.repeat(500)}`, done: 1, total: 2, unit: 'bytes' })
  const moving = written.split('<clear>').at(-1)!.split('<up>').at(-1)!.split('\n')
  expect(moving).toEqual([
    expect.stringMatching(/^ <36>.<39> ensure-images +\d\.\d s$/),
    expect.stringMatching(/^ <36>.<39> ensure-network +\d\.\d s$/),
    expect.stringMatching(/^   pulling x+$/),
  ])
  expect(moving[2]!.length).toBeLessThan(process.stderr.columns || 80)
  written = ''
  view.onProgress({ type: 'finished', cluster, action: 'ensure-images', elapsedMs: 10 })
  expect(written, 'the finished line takes the place of all three').toMatch(
    /^<clear><up><up> <32>✓<39> ensure-images .*\n .*ensure-network .*\n   pulling x+$/,
  )
  written = ''
  view.stop()
  view.stop()
  expect(written).toBe('<clear><up>')
})

test('--verbosity says more, --quiet nothing', () => {
  configureOutput({ verbosity: 1 })
  createProgressView({ lively: false }).onProgress(events[1]!)
  expect(written).toBe('pulling kindest/node:v1.37.0\n')
  configureOutput({ quiet: true })
  events.forEach(createProgressView({ lively: false }).onProgress)
  expect(written).toBe('pulling kindest/node:v1.37.0\n')
})

test('for programs, a line of JSON for each event', () => {
  events.forEach(createEventPrinter().onProgress)
  expect(
    written
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual(events.filter(({ type }) => type !== 'detail'))
})

/** What a terminal is told, in words. */
function readable(text: string): string {
  return text
    .replaceAll('\u001B[', '<')
    .replaceAll(/<(\d+)m/g, '<$1>')
    .replaceAll('\r<K', '<clear>')
    .replaceAll('<1A<K', '<up>')
}
