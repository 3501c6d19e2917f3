// An engine that takes a request of a boot and never answers it: the boot ends with its time, or when it is cancelled, whichever call
// it was; evidence and removal end in times of their own, and say what they could not do.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test as base } from 'vitest'
import { bootCluster } from '../../../src/boot/boot-cluster.ts'
import { collectEvidence } from '../../../src/boot/collect-evidence.ts'
import { readEnvironment } from '../../../src/config/env.ts'
import { resolveOptions } from '../../../src/config/resolve.ts'
import { parseClusterName } from '../../../src/config/cluster-name.ts'
import { createContainer } from '../../../src/docker/containers.ts'
import { kindLabels } from '../../../src/plan/labels.ts'
import type { KindError } from '../../../src/support/errors.ts'
import { createRedactor } from '../../../src/support/redaction/redactor.ts'
import { startBootEngine, type BootEngine } from '../../support/boot-engine.ts'
import { silence } from '../../support/fake-engine.ts'

const test = base.extend('directory', async ({ task }, { onCleanup }) => {
  const directory = await mkdtemp(join(tmpdir(), `silent-engine-${task.id}-`))
  onCleanup(() => rm(directory, { recursive: true, force: true }))
  return directory
})

const node = 'id-web-control-plane'
const order = { cluster: parseClusterName('web'), redactor: createRedactor() }
const owner = { host: 'laptop', bootId: 'b00t', pid: 42, startedAtMs: 0, stays: false }

// What ends of itself is not ended by them.
const endLimits = { evidenceMs: 500, answerMs: 10_000, wholeMs: 15_000, quietMs: 300 }
const bootTimeout = 4_000

/** Boots until the engine has been asked what it does not answer; the boot is then cancelled, or its time ends. */
async function bootUntil(fake: BootEngine, asked: string, directory: string, how: 'cancel' | 'timeout', limits = {}): Promise<KindError> {
  const { spec, policy } = resolveOptions({ name: 'web', image: 'node:1', ...(how === 'timeout' && { bootTimeout }) }, 'a test')
  const cancel = new AbortController()
  const booting = bootCluster({
    engine: await fake.connect(),
    spec,
    policy,
    environment: readEnvironment({}),
    owner,
    packageVersion: '0.0.0',
    directory: join(directory, 'web'),
    endLimits: { ...endLimits, ...limits },
    onProgress: () => undefined,
    signal: cancel.signal,
    beforeFirstContainer: async () => undefined,
  }).then(
    () => expect.unreachable(),
    (error: KindError) => error,
  )
  const ended = booting.then(() => true)
  while (!fake.asked.some((one) => one.startsWith(asked))) if (await Promise.race([ended, pause(5, false)])) break
  if (how === 'cancel') cancel.abort(new Error('enough'))
  return booting
}

// Up to here every call of the boot; what follows (exec, the API) goes through the same doors.
const calls = [
  ['GET /info', 'check-host'],
  ['GET /images/node:1/json', 'ensure-images'],
  ['GET /networks', 'ensure-network'],
  ['POST /containers/create', 'create-nodes'],
  [`POST /containers/${node}/start`, 'create-nodes'],
  [`GET /containers/${node}/logs`, 'create-nodes'],
  [`PUT /containers/${node}/archive`, 'write-node-files'],
  [`POST /containers/${node}/kill`, 'release-nodes'],
  [`POST /containers/${node}/exec`, 'await-runtime'],
] as const

test.concurrent.for(calls)('cancelled while %s is not answered (%s)', async ([call], { directory }) => {
  await using fake = await startBootEngine(() => ({ [call]: [silence] }))
  const error = await bootUntil(fake, call, directory, 'cancel')
  expect(error.code).toBe('KIND_CANCELLED')
  expect(fake.containers()).toEqual([])
})

// Before the plan there is no budget yet.
test.concurrent.for([calls[3], calls[8]] as const)('its time ends while %s is not answered (%s)', async ([call, action], { directory }) => {
  await using fake = await startBootEngine(() => ({ [call]: [silence] }))
  const error = await bootUntil(fake, call, directory, 'timeout')
  expect(error.message).toMatch(
    new RegExp(`^KIND_BOOT_FAILED: cluster "web" stopped in ${action} after \\S+ s: its 4\\.0 s were up \\(bootTimeout\\)\n`),
  )
  expect(fake.containers()).toEqual([])
})

test('a container that the engine makes after the boot was cancelled is removed as well', async ({ directory }) => {
  await using fake = await startBootEngine((works) => ({ 'POST /containers/create': works['POST /containers/create, late']! }))
  const error = await bootUntil(fake, 'POST /containers/create', directory, 'cancel', { quietMs: 15_000 })
  expect(fake.asked).toContainEqual(expect.stringMatching(/^DELETE .*web-control-plane/))
  expect(fake.containers()).toEqual([])
  expect(error.facts.kept).toBe('nothing: the nodes are removed')
})

test.concurrent.for([
  ['GET /containers/json', 'containers could not be listed before the time was up'],
  [`DELETE /containers/${node}`, 'cluster "web" could not be removed whole'],
])('removal that %s keeps from ending says so, and how to try again', async ([call, trouble], { directory }) => {
  // The first look is answered: nothing would have been made otherwise.
  await using fake = await startBootEngine((works) => ({
    [call!]: [...(works[call!] ?? []).slice(0, call!.startsWith('GET') ? 1 : 0), silence],
    [`POST /containers/${node}/start`]: [silence],
  }))
  const error = await bootUntil(fake, `POST /containers/${node}/start`, directory, 'cancel', { answerMs: 3_000, wholeMs: 3_000 })
  expect(error.code).toBe('KIND_CANCELLED')
  expect(error.facts.seen?.[0]).toBe(`while removing: ${trouble}`)
  expect(error.facts.kept).toBe(
    'what could not be removed; docker rm -f -v $(docker ps -aq --filter label=io.x-k8s.kind.cluster=web) tries again',
  )
})

test.concurrent.for([
  [
    `GET /containers/${node}/logs`,
    ['no web-control-plane/{console.log}: the log of container web-control-plane could not be read'],
    'web-control-plane/{inspect.json}',
  ],
  ['GET /containers/json', ['no evidence: containers could not be listed'], undefined],
])(
  'evidence ends though %s is not answered; what there is is told, and what there is not',
  async ([call, problems, files], { directory }) => {
    await using fake = await startBootEngine(() => ({ [call as string]: [silence] }))
    const engine = await fake.connect()
    await createContainer(engine, {
      name: 'web-control-plane',
      Labels: { [kindLabels.cluster]: 'web', [kindLabels.role]: 'control-plane' },
    })
    const evidence = await collectEvidence(engine.until(AbortSignal.abort()), { ...order, directory, budgetMs: 3_000 })
    expect(evidence.problems).toEqual((problems as string[]).map((problem) => `${problem} before the time was up`))
    expect(evidence.files).toEqual(files === undefined ? [] : [files])
    expect(await readdir(directory, { recursive: true })).toEqual(
      files === undefined ? [] : ['web-control-plane', 'web-control-plane/inspect.json'],
    )
  },
)

test('files that cannot be written are no evidence', async ({ directory }) => {
  await using fake = await startBootEngine()
  const engine = await fake.connect()
  await createContainer(engine, { name: 'web-control-plane', Labels: { [kindLabels.cluster]: 'web', [kindLabels.role]: 'control-plane' } })
  await writeFile(join(directory, 'in-the-way'), '')
  const evidence = await collectEvidence(engine, { ...order, directory: join(directory, 'in-the-way') })
  expect(evidence.files).toEqual([])
  expect(evidence.problems).toEqual([expect.stringMatching(/^no web-control-plane\/\{console.log,inspect.json\}: ENOTDIR/)])
  expect(evidence.sources.map(({ text }) => text).join('\n'), 'a rule may still recognise the cause').toContain('paused-boot')
})
