import { expect, test } from 'vitest'
import { findByPidFile, findProcess, isAlive, parseProcessStat } from '../../../images/host/processes.ts'

const stat = (name: string, state = 'S'): string => `4242 (${name}) ${state} 1 4242 4242 0 -1 4194560 100 0 0 0 1 2 0 0 20 0 9 0 135918 1 2 3\n`

test('reads pid, name and start time, whatever the name holds', () => {
  expect(parseProcessStat(stat('dockerd'))).toEqual({ pid: 4242, name: 'dockerd', startedTicks: 135918 })
  expect(parseProcessStat(stat('a) S (b'))).toEqual({ pid: 4242, name: 'a) S (b', startedTicks: 135918 })
})

test('a dead process that nobody has collected is none', () => {
  expect(parseProcessStat(stat('dockerd', 'Z'))).toBeUndefined()
})

test.runIf(process.platform === 'linux')('another process with the same pid is not the one that was meant', () => {
  const us = findProcess(process.pid)
  expect(us && isAlive(us)).toBe(true)
  expect(us && isAlive({ ...us, startedTicks: us.startedTicks - 1 })).toBe(false)
})

test('a pid file that is absent names no process', () => {
  expect(findByPidFile('/nonexistent/docker.pid')).toBeUndefined()
})
