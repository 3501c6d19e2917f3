import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { countInotify } from '../../../../src/cluster/host/count-inotify.ts'

// Each thread that watches a folder has one of its own. Few: there are but 128 on many machines, for everybody.
const held = 3
const program = `const { Worker } = require('node:worker_threads')
  const code = "require('node:fs').watch('/'); require('node:worker_threads').parentPort.postMessage('up')"
  let up = 0
  for (let i = 0; i < ${held}; i++) new Worker(code, { eval: true }).once('message', () => { if (++up === ${held}) console.log('up') })`

test.runIf(process.platform === 'linux')('inotify instances and their watches are counted, of root and of others', async () => {
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  const pids = [String(child.pid)]
  const isRoot = process.getuid?.() === 0
  expect(countInotify({ engineUser: 'this one', withinMs: 10_000, pids })).toEqual({ instances: held, watches: held })
  expect(countInotify({ engineUser: 'root', withinMs: 10_000, pids })).toEqual(
    isRoot ? { instances: held, watches: held } : { instances: 0, watches: 0 },
  )
})

test('without time nothing is known', () => {
  expect(countInotify({ engineUser: 'root', withinMs: -1 })).toBeUndefined()
})
