import { expect, test } from 'vitest'
import type { Sight } from '../../../../src/plan/host/examination.ts'
import { judgeSight, type MachineIdentity } from '../../../../src/plan/host/judge-sight.ts'

const laptop: MachineIdentity = { kernelVersion: '6.8.0-124-generic', memoryBytes: 16e9, hostName: 'laptop' }

test.for<[string, Partial<Parameters<typeof judgeSight>[0]>, Sight]>([
  ['an engine of this machine', {}, 'all'],
  ['an engine of this machine, asked over a port', { isLocal: false }, 'all'],
  [
    'a container beside the engine, into which its socket is mounted',
    { here: { ...laptop, hostName: '4c01db0b339c' }, hasDirectory: false },
    'kernel',
  ],
  [
    'a distribution of WSL beside that of Docker Desktop',
    { engine: { ...laptop, hostName: 'docker-desktop' }, hasDirectory: false },
    'kernel',
  ],
  ['Docker Desktop on Linux, with the folder of another engine', { engine: { ...laptop, kernelVersion: '6.10.14-linuxkit' } }, 'nothing'],
  ['macOS', { here: undefined, engine: { ...laptop, kernelVersion: '6.10.14-linuxkit' }, hasDirectory: false }, 'nothing'],
  ['another machine of the same fleet', { isLocal: false, engine: { ...laptop, hostName: 'worker-7' } }, 'nothing'],
  ['a socket that leads to a larger machine with the same kernel', { engine: { ...laptop, memoryBytes: 64e9 } }, 'nothing'],
  ['a virtual machine that has been given memory since', { engine: { ...laptop, memoryBytes: 15.5e9 } }, 'all'],
  ['an engine that does not tell its kernel, whose folder is here', { engine: { ...laptop, kernelVersion: undefined } }, 'all'],
  ['an engine that does not tell its kernel', { engine: { ...laptop, kernelVersion: undefined }, hasDirectory: false }, 'nothing'],
])('of the machine of %s is seen: %s', ([, facts, sight]) => {
  expect(judgeSight({ engine: laptop, here: laptop, isLocal: true, hasDirectory: true, ...facts })).toBe(sight)
})
