// An engine that takes a request and says nothing: the caller's signal ends every kind of call, at once, and so does a time of its own.
import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import Dockerode from 'dockerode'
import { pack } from 'tar-stream'
import { expect, test } from 'vitest'
import { putFiles, readFile } from '../../../src/docker/archive.ts'
import { bindModem } from '../../../src/docker/bound-modem.ts'
import type { Engine } from '../../../src/docker/connect.ts'
import * as containers from '../../../src/docker/containers.ts'
import { copyTree } from '../../../src/docker/copy-tree.ts'
import { describeContainer, describeEngine, describeNetwork } from '../../../src/docker/describe.ts'
import { readEngineFacts, readEngineTime } from '../../../src/docker/engine-facts.ts'
import { runInContainer } from '../../../src/docker/exec.ts'
import * as images from '../../../src/docker/images/images.ts'
import { awaitLogLine, readLogTail } from '../../../src/docker/logs.ts'
import * as networks from '../../../src/docker/networks.ts'
import { streamInContainer } from '../../../src/docker/stream-exec.ts'
import { startFakeEngine, type FakeEngine, type Replies } from '../../support/fake-engine.ts'

const never = new AbortController().signal
const sink = (): { stdout: PassThrough; stderr: PassThrough } => ({
  stdout: new PassThrough().resume(),
  stderr: new PassThrough().resume(),
})
const network = { name: 'kind', subnets: [], labels: {}, ipv6: false }

const calls: Readonly<Record<string, (engine: Engine) => Promise<unknown>>> = {
  createContainer: (engine) => containers.createContainer(engine, { name: 'web', Image: 'node' }),
  startContainer: (engine) => containers.startContainer(engine, 'a1'),
  signalContainer: (engine) => containers.signalContainer(engine, 'a1', 'SIGUSR1'),
  stopContainer: (engine) => containers.stopContainer(engine, 'a1', { timeoutS: 30 }),
  pauseContainer: (engine) => containers.pauseContainer(engine, 'a1'),
  unpauseContainer: (engine) => containers.unpauseContainer(engine, 'a1'),
  removeContainer: (engine) => containers.removeContainer(engine, 'a1'),
  listContainers: (engine) => containers.listContainers(engine, {}),
  inspectContainer: (engine) => containers.inspectContainer(engine, 'a1'),
  putFiles: (engine) => putFiles(engine, 'a1', [{ path: '/a', content: 'b' }]),
  readFile: (engine) => readFile(engine, 'a1', '/a'),
  runInContainer: (engine) => runInContainer(engine, 'a1', ['true']),
  streamInContainer: (engine) => streamInContainer(engine, 'a1', ['true'], sink()),
  copyTree: (engine) => copyTree(engine, { id: 'a1', path: '/var/log', running: false }, '/nowhere', never),
  'copyTree of a running one': (engine) => copyTree(engine, { id: 'a1', path: '/var/log', running: true }, '/nowhere', never),
  readLogTail: (engine) => readLogTail(engine, 'a1', 10),
  awaitLogLine: (engine) => awaitLogLine(engine, 'a1', /x/, never),
  findImage: (engine) => images.findImage(engine, 'shop:1'),
  readImageDigests: (engine) => images.readImageDigests(engine, { reference: 'shop:1', id: 'sha256:1' }),
  saveImages: (engine) => images.saveImages(engine, ['shop:1']),
  pullImage: (engine) => images.pullImage(engine, 'shop:1'),
  ensureNetwork: (engine) => networks.ensureNetwork(engine, network),
  findNetwork: (engine) => networks.findNetwork(engine, 'kind'),
  listNetworks: (engine) => networks.listNetworks(engine, {}),
  removeNetwork: (engine) => networks.removeNetwork(engine, 'n1'),
  describeContainer: (engine) => describeContainer(engine, 'a1'),
  describeNetwork: (engine) => describeNetwork(engine, 'kind'),
  describeEngine: (engine) => describeEngine(engine),
  readEngineFacts: (engine) => readEngineFacts(engine),
  readEngineTime: (engine) => readEngineTime(engine),
}

/** The same engine, for which every answer that is waited for comes too late. */
function hurry(engine: Engine): Engine {
  return { ...engine, docker: new Dockerode({ modem: bindModem(engine.docker.modem, never, 50) } as Dockerode.DockerOptions) }
}

/** The first request is answered, and those before it; of the others nothing is heard. */
function silentEngine(replies: Replies = {}): Promise<FakeEngine> {
  return startFakeEngine(replies, { silent: true })
}

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  )

test.for(Object.entries(calls))('%s ends when it is cancelled, and says what was asked of whom', async ([, call]) => {
  await using fake = await silentEngine()
  const cancel = new AbortController()
  const engine = await fake.connect(cancel.signal)
  const working = failure(call(engine))
  await expect.poll(() => fake.asked.length, { interval: 5 }).toBeGreaterThan(1)
  cancel.abort(new Error('enough'))
  expect(await working).toMatchObject({
    code: 'KIND_CANCELLED',
    facts: { what: expect.stringMatching(/ before it was cancelled$/), seen: [expect.stringContaining(fake.address)] },
  })
})

test.for(Object.entries(calls))('%s asks nothing of an engine whose time is up', async ([, call]) => {
  await using fake = await silentEngine()
  const engine = (await fake.connect()).until(AbortSignal.abort(new DOMException('up', 'TimeoutError')))
  expect(await failure(call(engine))).toMatchObject({ code: 'KIND_TIMED_OUT' })
  expect(fake.asked).toEqual(['GET /_ping'])
})

test('without any signal firing, an engine that says nothing is given up', async () => {
  await using fake = await silentEngine()
  expect(await failure(containers.listContainers(hurry(await fake.connect()), {}))).toMatchObject({
    code: 'KIND_DOCKER_UNREACHABLE',
    facts: { seen: ['accepts connections, but did not answer within 0.05 s'] },
  })
})

test.for([
  ['a pull', (engine: Engine) => images.pullImage(engine, 'shop:1')],
  ['a wait', (engine: Engine) => engine.docker.getContainer('a1').wait()],
] as const)('what takes its time is not given up: %s', async ([, call]) => {
  await using fake = await startFakeEngine({
    'POST /images/create': [(_request, response) => void setTimeout(() => response.end('{}'), 150)],
    'POST /containers/a1/wait': [(_request, response) => void setTimeout(() => response.end('{}'), 150)],
  })
  await call(hurry(await fake.connect()))
})

test.for([
  ['the log that is read', { 'GET /containers/a1/logs': [begin] }, (engine: Engine) => readLogTail(engine, 'a1', 10)],
  ['the log that is followed', { 'GET /containers/a1/logs': [begin] }, (engine: Engine) => awaitLogLine(engine, 'a1', /x/, never)],
  ['an archive', { 'GET /containers/a1/archive': [begin] }, (engine: Engine) => readFile(engine, 'a1', '/a')],
  ['a file', { 'GET /containers/a1/archive': [beginFile] }, (engine: Engine) => readFile(engine, 'a1', '/a')],
  ['an answer', { 'GET /containers/json': [begin] }, (engine: Engine) => containers.listContainers(engine, {})],
  ['a pull', { 'POST /images/create': [begin] }, (engine: Engine) => images.pullImage(engine, 'shop:1')],
] as const)('%s that stops in the middle ends with the signal', async ([, replies, call]) => {
  await using fake = await silentEngine({
    'GET /containers/a1/json': [{ body: inspected }],
    ...(replies as Replies),
  })
  const engine = (await fake.connect()).until(AbortSignal.timeout(100))
  expect(await failure(call(engine))).toMatchObject({ code: 'KIND_TIMED_OUT' })
})

test('a stream that the caller reads breaks with the signal', async () => {
  await using fake = await silentEngine({ 'GET /images/get': [begin] })
  const cancel = new AbortController()
  const archive = await images.saveImages(await fake.connect(cancel.signal), ['shop:1'])
  cancel.abort()
  await expect(buffer(archive)).rejects.toThrow()
})

function begin(_request: unknown, response: { write(text: string): void }): void {
  response.write('[')
}

/** A header of 512 bytes that promises content, and a part of it. */
function beginFile(_request: unknown, response: { write(part: Buffer): void }): void {
  const archive = pack()
  archive.entry({ name: 'a', size: 2000 }, () => undefined).write(Buffer.alloc(100))
  archive.on('data', (part) => response.write(part as Buffer))
}

const inspected = {
  Id: 'a1',
  Name: '/web',
  Created: '2026-01-01T00:00:00Z',
  State: { Status: 'running', Running: true, ExitCode: 0, OOMKilled: false, Error: '', Pid: 1, StartedAt: '2026-01-01T00:00:00Z' },
  RestartCount: 0,
  Config: { Labels: {}, Image: 'node', Tty: true },
  NetworkSettings: { Networks: {}, Ports: {} },
  Mounts: [],
}
