// What prune may remove, as a table: each row something that lies about, and the verdict. In doubt it stays.
import { expect, test } from 'vitest'
import { currentOwner, isOwnerGone } from '../../../../src/cluster/owner.ts'
import type { Owner } from '../../../../src/plan/labels.ts'
import { type ClusterFacts, type FileFacts, judgeCluster, judgeFiles } from '../../../../src/verbs/leftovers/judge-leftovers.ts'

const living = currentOwner({ ciRun: undefined, stays: false })
// Above the highest pid that Linux gives.
const dead: Owner = { ...living, pid: 2 ** 22 + 1 }
const noLimit = Number.POSITIVE_INFINITY
const of = (owner: Owner | undefined, facts: Partial<ClusterFacts> = {}): ClusterFacts => ({
  owner,
  ownerGone: owner !== undefined && isOwnerGone(owner),
  wasUsable: true,
  kept: false,
  createdAtMs: 1_000,
  ...facts,
})

test.each<[string, ClusterFacts, number, boolean, string]>([
  ['of a dead run', of(dead), noLimit, true, `maker pid ${dead.pid} on ${dead.host} gone`],
  [
    'of a dead CI job',
    of({ ...dead, ciRun: 'GitLab run 7, job 31' }),
    noLimit,
    true,
    `maker pid ${dead.pid} on ${dead.host}, of GitLab run 7, job 31, gone`,
  ],
  ['of a dead run, half-made', of(dead, { wasUsable: false }), noLimit, true, 'gone'],
  ['of a dead run, its control plane gone', of(dead, { wasUsable: undefined }), noLimit, true, 'gone'],
  ['of a living run', of(living), noLimit, false, 'lives'],
  ['just being made', of(living, { wasUsable: false }), noLimit, false, 'lives'],
  ['of a living pid that was given again', of({ ...living, startTicks: 1 }), noLimit, true, 'gone'],
  ['of another host', of({ ...dead, host: 'another', bootId: 'another' }), noLimit, false, 'nothing can be said'],
  ['of a host of the same name', of({ ...dead, bootId: 'another', machine: 'another' }), noLimit, false, 'nothing can be said'],
  ['of another container', of({ ...dead, pidNamespace: 1 }), noLimit, false, 'nothing can be said'],
  ['of a container made anew', of({ ...dead, pidNamespace: 1, startTicks: 1 }), noLimit, false, 'nothing can be said'],
  ['made by the command line or to be reused', of({ ...dead, stays: true }), noLimit, false, 'made to stay'],
  ['the same, never usable', of({ ...dead, stays: true }, { wasUsable: false }), noLimit, true, 'gone'],
  ['the same, nobody can tell', of({ ...dead, stays: true }, { wasUsable: undefined }), noLimit, false, 'made to stay'],
  ['the same, being made', of({ ...living, stays: true }, { wasUsable: false }), noLimit, false, 'lives'],
  [
    'kept, its time is up',
    of({ ...living, stays: true }, { use: { ttlMs: 60_000, idleMs: 120_000, inUse: false } }),
    noLimit,
    true,
    'not used for 2 min',
  ],
  [
    'kept, its time is not up',
    of({ ...dead, stays: true }, { use: { ttlMs: 60_000, idleMs: 60_000, inUse: false } }),
    noLimit,
    false,
    'made to stay',
  ],
  [
    'kept, in use for longer',
    of({ ...dead, stays: true }, { use: { ttlMs: 60_000, idleMs: 120_000, inUse: true } }),
    noLimit,
    false,
    'made to stay',
  ],
  [
    'kept on purpose, its time is up',
    of({ ...dead, stays: true }, { kept: true, use: { ttlMs: 1, idleMs: 2, inUse: false } }),
    noLimit,
    false,
    'on purpose',
  ],
  ['kept after a failed boot', of({ ...dead, stays: true }, { wasUsable: false, kept: true }), noLimit, false, 'kept on purpose'],
  ['kept after a failed run', of(dead, { kept: true }), noLimit, false, 'kept on purpose'],
  ['of the kind program', of(undefined), noLimit, false, 'not made by vitest-kind'],
  ['older than asked for', of(dead), 1_001, true, 'gone'],
  ['exactly as old', of(dead), 1_000, false, 'too young'],
  ['too young', of(dead), 999, false, 'too young'],
])('a cluster %s', (_what, facts, beforeMs, goes, why) => {
  expect(judgeCluster(facts, beforeMs)).toEqual({ goes, why: expect.stringContaining(why) as string })
})

const files: FileFacts = { clusterThere: false, ours: true, server: 'refuses', changedAtMs: 1_000 }

test.each<[string, Partial<FileFacts>, number, boolean]>([
  ['of a cluster that is gone', {}, noLimit, true],
  ['without a kubeconfig: evidence', { server: 'none' }, noLimit, true],
  ['of a cluster that is there', { clusterThere: true }, noLimit, false],
  ['of a cluster on another engine', { server: 'accepts' }, noLimit, false],
  ['of a cluster on a host that is silent', { server: 'cannot be told' }, noLimit, false],
  ["of the user's own", { ours: false }, noLimit, false],
  ['too young', {}, 1_000, false],
  ['old enough', {}, 1_001, true],
])('files %s', (_what, facts, beforeMs, goes) => {
  expect(judgeFiles({ ...files, ...facts }, beforeMs).goes).toBe(goes)
})
