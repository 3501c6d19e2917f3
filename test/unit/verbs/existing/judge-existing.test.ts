// What may be done about a cluster that is there, as a table: each row a state of the engine, and the verdict.
import { expect, test } from 'vitest'
import type { ClusterOptions } from '../../../../src/config/options.ts'
import { resolveOptions } from '../../../../src/config/resolve.ts'
import { specHash } from '../../../../src/config/spec.ts'
import { type ExistingFacts, judgeExisting } from '../../../../src/verbs/existing/judge-existing.ts'

const one = specOf({ name: 'web' })
const two = specOf({ name: 'web', workers: 1 })
const three = specOf({ name: 'web', controlPlanes: 3 })

const maker = 'pid 42 on laptop'
const nothing: ExistingFacts = {
  containers: [],
  strangers: [],
  specHash: undefined,
  spec: undefined,
  wasUsable: false,
  maker: 'an unknown process',
  makerGone: false,
}
const node = (state: string, name = 'web-control-plane', role = 'control-plane') => ({ name, role, state })
const usable: ExistingFacts = { ...nothing, containers: [node('running')], specHash: specHash(one), spec: one, wasUsable: true, maker }
const halfMade: ExistingFacts = { ...usable, wasUsable: false }
const pair = (first: string, second: string): ExistingFacts => ({
  ...usable,
  specHash: specHash(two),
  containers: [node(first), node(second, 'web-worker', 'worker')],
})
const balanced = (...states: string[]): ExistingFacts => ({
  ...usable,
  specHash: specHash(three),
  containers: [
    ...states.slice(0, 3).map((state, index) => node(state, `web-control-plane${index ? index + 1 : ''}`)),
    ...states.slice(3).map((state) => node(state, 'web-external-load-balancer', 'external-load-balancer')),
  ],
})

test.each<[string, typeof one, ExistingFacts, object]>([
  ['nothing is there', one, nothing, { is: 'absent' }],
  ['a stray container', one, { ...nothing, strangers: ['web-control-plane'] }, { is: 'name-taken', by: ['web-control-plane'] }],
  [
    'ours, beside a stray worker',
    two,
    { ...pair('running', 'running'), strangers: ['web-worker'] },
    { is: 'name-taken', by: ['web-worker'] },
  ],
  [
    "a cluster of kind's",
    one,
    { ...usable, specHash: undefined },
    { is: 'differs', why: ['it was not made by vitest-kind: it bears no spec'] },
  ],
  ['other options', two, usable, { is: 'differs', why: [expect.stringContaining('nodes[1]: absent → {"role":"worker"')] }],
  [
    'another password',
    specOf({ name: 'web', nodes: [{ role: 'control-plane', env: { PASSWORD: 'one of ours' } }] }),
    { ...usable, spec: specOf({ name: 'web', nodes: [{ role: 'control-plane', env: { PASSWORD: 'one of theirs' } }] }) },
    { is: 'differs', why: ['a value that looks secret differs: the label of a cluster holds no such value'] },
  ],
  ['other options, and its maker is gone', two, { ...halfMade, makerGone: true }, expect.objectContaining({ is: 'differs' })],
  ['its maker is at it', one, halfMade, { is: 'booting', why: 'made by pid 42 on laptop, not yet usable' }],
  [
    'its maker is at it, and one node is created only',
    two,
    { ...pair('running', 'created'), wasUsable: false },
    expect.objectContaining({ is: 'booting' }),
  ],
  [
    'its maker is gone',
    one,
    { ...halfMade, makerGone: true },
    { is: 'orphan', why: 'pid 42 on laptop, which made it, has ended half-way' },
  ],
  ['its maker is gone, and it was usable', one, { ...usable, makerGone: true }, { is: 'fit' }],
  ['somebody removes it', one, { ...usable, containers: [node('removing')] }, { is: 'booting', why: 'web-control-plane is removing' }],
  [
    'the engine restarts it',
    one,
    { ...usable, containers: [node('restarting')] },
    { is: 'booting', why: 'web-control-plane is restarting' },
  ],
  ['all of it runs', one, usable, { is: 'fit' }],
  ['paused', one, { ...usable, containers: [node('paused')] }, { is: 'fit', rests: 'paused' }],
  ['one of two paused', two, pair('running', 'paused'), { is: 'fit', rests: 'paused' }],
  ['stopped', one, { ...usable, containers: [node('exited')] }, { is: 'fit', rests: 'stopped' }],
  ['both stopped', two, pair('exited', 'exited'), { is: 'fit', rests: 'stopped' }],
  ['one stopped, the other paused', two, pair('exited', 'paused'), { is: 'fit', rests: 'stopped' }],
  ['one of two stopped', two, pair('running', 'exited'), { is: 'sick', why: 'web-worker not running' }],
  ['one that the engine could not end', two, pair('running', 'dead'), { is: 'sick', why: 'web-worker is dead' }],
  [
    'one of two is gone',
    two,
    { ...pair('running', 'running'), containers: [node('running')] },
    { is: 'sick', why: '1 of 2 nodes are left' },
  ],
  ['three control planes and their load balancer', three, balanced('running', 'running', 'running', 'running'), { is: 'fit' }],
  ['the load balancer is gone', three, balanced('running', 'running', 'running'), { is: 'sick', why: 'its load balancer is gone' }],
  [
    'the load balancer is stopped',
    three,
    balanced('running', 'running', 'running', 'exited'),
    { is: 'sick', why: 'web-external-load-balancer not running' },
  ],
  [
    'a node is off, for a test of a run that lives',
    two,
    { ...pair('running', 'exited'), disturber: { who: 'pid 7 on laptop', isGone: false } },
    { is: 'booting', why: 'a test of pid 7 on laptop has broken some of it, and will undo that' },
  ],
  [
    'a node is off, for a test that was killed',
    two,
    { ...pair('running', 'exited'), disturber: { who: 'pid 7 on laptop', isGone: true } },
    { is: 'disturbed' },
  ],
  [
    'all nodes run, and a test that was killed may have left something',
    two,
    { ...pair('running', 'running'), disturber: { who: 'pid 7 on laptop', isGone: true } },
    { is: 'disturbed' },
  ],
])('%s', (_name, spec, facts, verdict) => {
  expect(judgeExisting(spec, facts)).toEqual(verdict)
})

function specOf(options: ClusterOptions) {
  return resolveOptions(options, 'a test').spec
}
