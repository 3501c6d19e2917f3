import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import {
  currentProcess,
  findProcess,
  isProcessGone,
  isThisProcess,
  parseIdentity,
  parseProcessStat,
  type ProcessIdentity,
  renderIdentity,
} from '../../../src/support/process-identity.ts'

const module = new URL('../../../src/support/process-identity.ts', import.meta.url).pathname
const tellIdentity = `const { currentProcess } = await import(${JSON.stringify(module)}); console.log(JSON.stringify(currentProcess())); setInterval(() => {}, 1000)`
const onLinux = process.platform === 'linux'

/** A process that lives until the test ends it, and what it says of itself. */
async function startOther(...before: string[]): Promise<{ child: ChildProcess; identity: ProcessIdentity }> {
  const [program, ...args] = [...before, process.execPath, '--input-type=module', '--eval', tellIdentity]
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
  return { child, identity: JSON.parse(line) as ProcessIdentity }
}

test('a process that runs is not gone, one that was killed is', async () => {
  const { child, identity } = await startOther()
  expect(isProcessGone(identity)).toBe(false)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(isProcessGone(identity)).toBe(true)
})

test('we ourselves are told from others, whatever else is noted of us', async () => {
  expect(isThisProcess({ ...currentProcess(), stays: true } as ProcessIdentity)).toBe(true)
  expect(isThisProcess((await startOther()).identity)).toBe(false)
})

test('we ourselves are not gone', () => {
  expect(isProcessGone(currentProcess())).toBe(false)
})

test.runIf(onLinux)('a dead process whose parent takes no note of it is gone', async () => {
  // The shell becomes a program that never waits for its child, before that ends: a shell would have taken note of it.
  const parent = spawn('sh', ['-c', 'sleep 0.5 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void parent.kill('SIGKILL'))
  const [pid] = (await once(parent.stdout.setEncoding('utf8'), 'data')) as [string]
  const zombie = { ...currentProcess(), pid: Number(pid) }
  await expect.poll(() => execFileSync('ps', ['-o', 'stat=', '-p', pid.trim()], { encoding: 'utf8' })).toMatch(/^Z/)
  expect(isProcessGone(zombie)).toBe(true)
})

test.runIf(onLinux)('a pid that was given again is another process', () => {
  const before = { ...currentProcess(), startTicks: currentProcess().startTicks! - 1 }
  expect(isProcessGone(before)).toBe(true)
})

// Two containers with --network=host have one host name and one kernel.
test.runIf(onLinux && process.getuid?.() === 0)('nothing is said of a process in another pid namespace, nor by it of us', async () => {
  const { identity } = await startOther('unshare', '--pid', '--fork', '--kill-child', '--mount-proc')
  expect(identity).toMatchObject({ bootId: currentProcess().bootId, host: currentProcess().host, pid: 1 })
  expect(isProcessGone(identity)).toBeUndefined()
  expect(isProcessGone({ ...identity, pid: 4_194_305 })).toBeUndefined()
  expect(isProcessGone(currentProcess(), identity)).toBeUndefined()
})

test.runIf(onLinux && process.getuid?.() === 0)(
  'a pid namespace that still shows the /proc of its parent is not misled by it',
  async () => {
    const { identity } = await startOther('unshare', '--pid', '--fork', '--kill-child')
    expect(identity.pidNamespace).not.toBe(currentProcess().pidNamespace)
    expect(identity.startTicks).toBeGreaterThan(currentProcess().startTicks!)
    expect(isProcessGone(identity)).toBeUndefined()
    const asked = `const { currentProcess, isProcessGone } = await import(${JSON.stringify(module)})
    const own = currentProcess()
    console.log(JSON.stringify([isProcessGone(own), isProcessGone({ ...own, pid: 4194305 })]))`
    const args = ['--pid', '--fork', process.execPath, '--input-type=module', '--eval', asked]
    expect(JSON.parse(execFileSync('unshare', args, { encoding: 'utf8' }))).toEqual([null, true])
  },
)

const here: ProcessIdentity = { host: 'ci', bootId: 'b1', pid: 4_194_305, startTicks: 7, pidNamespace: 1, machine: 'm1' }

test.each<[string, { [K in keyof ProcessIdentity]?: ProcessIdentity[K] | undefined }, boolean | undefined]>([
  ['the same machine, rebooted', { bootId: 'b0' }, true],
  ['another machine of the same name', { bootId: 'b0', machine: 'm2' }, undefined],
  ['the same machine id under another name', { bootId: 'b0', host: 'ci2' }, undefined],
  ['a container of another boot', { bootId: 'b0', machine: undefined }, undefined],
  ['another container of this kernel', { pidNamespace: 2 }, undefined],
  ['this pid namespace, seen under another host name', { host: 'uts' }, true],
  ['facts without a pid namespace', { pidNamespace: undefined }, undefined],
  ['a pid that cannot be', { pid: 0 }, undefined],
  ['a pid that is a group', { pid: -1 }, undefined],
  ['a pid that is no number', { pid: Number.NaN }, undefined],
])('gone: %s', (_, differs, gone) => {
  expect(isProcessGone({ ...here, ...differs } as ProcessIdentity, here)).toBe(gone)
})

test('without pid namespaces, the kernel and the host name together tell', () => {
  const { startTicks: _, pidNamespace: __, ...mac } = here
  expect(isProcessGone(mac, mac)).toBe(true)
  expect(isProcessGone({ ...mac, host: 'other' }, mac)).toBeUndefined()
})

const stat = (name: string, state = 'S'): string =>
  `4242 (${name}) ${state} 1 4242 4242 0 -1 4194560 100 0 0 0 1 2 0 0 20 0 9 0 135918 1 2 3\n`

test.each(['dockerd', 'a) S (b', 'a b', '((', ''])('reads pid, name and start time of a process named "%s"', (name) => {
  expect(parseProcessStat(stat(name))).toEqual({ pid: 4242, name, startTicks: 135918 })
})

test.each(['Z', 'X'])('a dead process that nobody has collected (%s) is none', (state) => {
  expect(parseProcessStat(stat('dockerd', state))).toBeUndefined()
})

test('an identity survives being written as one word', () => {
  const odd = { ...here, host: 'büro mit&=%/ "Zeichen"' }
  for (const identity of [here, odd, currentProcess(), { host: 'mac', bootId: 'b', pid: 1 }]) {
    expect(renderIdentity(identity)).toMatch(/^[\w.&=%+*-]+$/)
    expect(parseIdentity(renderIdentity(identity))).toEqual(identity)
  }
})

test.each(['', '{}', 'pid=1', 'd0a62e66/4207', 'host=a&bootId=b', 'host=a&bootId=b&pid=x', 'host=a&bootId=b&pid=-1'])(
  '"%s" names no process',
  (text) => {
    expect(parseIdentity(text)).toBeUndefined()
  },
)

test.runIf(onLinux)('another process is found by its pid, with its name, and is the one that says so of itself', async () => {
  const { identity } = await startOther()
  const { name, ...found } = findProcess(identity.pid)!
  expect(name).toMatch(/^(node|MainThread)/)
  const { machine: _, ...said } = identity
  expect(found).toEqual(said)
  expect(findProcess(4_194_305)).toBeUndefined()
})
