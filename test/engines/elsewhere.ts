#!/usr/bin/env node
// For a machine of a test's own: starts the engine that is on its PATH, and walks through what users do with one that is not theirs: by TLS, by a Docker
// context, by ssh. Prints a line for each step that went well, and ends with 1 at the first that did not. `elsewhere.ts <folder of elsewhere.test.ts>`
import { execFile, spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startEngine } from '../../.ci/host/start-engine.ts'
import { endDockerd } from '../../.ci/host/stop-engine.ts'
import { readEnvironment } from '../../src/config/env.ts'
import { connectEngine, type Engine } from '../../src/docker/connect.ts'
import { readEngineDetails } from '../../src/docker/engine-details.ts'
import { connectKube } from '../../src/kube/connection.ts'
import type { ClusterContext } from '../../src/verbs/context.ts'
import { deleteCluster } from '../../src/verbs/delete.ts'
import { startCluster, stopCluster } from '../../src/verbs/rest.ts'
import { createCluster } from '../support/make-cluster.ts'
import { openCluster } from '../support/open-nodes.ts'
import { runCli } from '../support/run-cli.ts'
import { runScript } from '../support/run-script.ts'
import { runSample, startSample } from '../support/run-sample.ts'
import { loadShapes } from './load-shapes.ts'
import { listThings, requireNothingLeft, step, until } from './steps.ts'

const [folder = ''] = process.argv.slice(2)
const name = 'elsewhere'
const never = new AbortController().signal

const host = 'tcp://127.0.0.2:2376'
const keysOf = (who: string): string => join(folder, 'tls', who)
const tls = { DOCKER_HOST: host, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: keysOf('caller') }
const named = { DOCKER_CONFIG: join(folder, 'docker'), DOCKER_CONTEXT: 'remote' }
const inUse = { DOCKER_CONFIG: join(folder, 'docker-in-use') }
const ssh = { DOCKER_HOST: 'ssh://there' }

const dockerd = await startEngine()
try {
  await step('images are taken', async () => {
    const engine = await connect({})
    for await (const _ of await engine.docker.loadImage(createReadStream(join(folder, 'images.tar'))));
    const { program, version, storageDriver, imageStore } = await readEngineDetails(engine)
    process.stdout.write(`engine: ${program} ${version}, ${storageDriver}, ${imageStore}\n`)
    await makeContext()
  })
  const before = await listThings(await connect({}))

  await step('TLS: the quick start', () => quickStart(tls))
  await step('TLS: what is wrong is told', async () => {
    await requireTold({ ...tls, DOCKER_CERT_PATH: keysOf('stranger') }, /it refuses the client certificate .*stranger\/cert\.pem/)
    await requireTold({ ...tls, DOCKER_CERT_PATH: keysOf('other-engine') }, /its certificate is not signed by .*other-engine\/ca\.pem/)
    await requireTold({ DOCKER_HOST: host }, /it speaks TLS, and was asked without/)
  })

  await walk(
    'a context',
    named,
    async ({ server }) => {
      if (!server.startsWith('https://127.0.0.2:')) throw new Error(`its server is ${server}`)
    },
    async () => {
      await step('a context: the command line finds it by the one in use', async () => {
        const { stdout, stderr } = await runCli(['get', 'clusters'], { env: inUse })
        if (stdout.trim() !== name) throw new Error(stdout + stderr)
      })
    },
  )
  await step('a context: what is wrong is told', () =>
    requireTold({ ...named, DOCKER_CONTEXT: 'gone' }, /there is no Docker context "gone", which DOCKER_CONTEXT names[^]*: remote/),
  )

  await step('ssh: the quick start', () => quickStart(ssh))
  await step('ssh: processes that ask much at once log in a few times', askAtOnce)
  await walk(
    'ssh',
    ssh,
    async ({ server }) => {
      // The machine of the engine is this one: its port is taken here, and so the end of the tunnel is another.
      const published = (await openCluster(await connect({}), name)).nodes[0]!.apiPort!.hostPort
      if (!server.startsWith('https://127.0.0.1:') || server.endsWith(`:${published}`))
        throw new Error(`its server is ${server}, published ${published}`)
    },
    () => step('ssh: a kubeconfig for others, with a tunnel of their own', useTunnel),
  )
  await step('ssh: a run that is killed leaves nothing', killRun)
  await step('ssh: what is wrong is told', async () => {
    await requireTold({ DOCKER_HOST: 'ssh://keyless' }, /it takes none of the keys that ssh has: .*Permission denied/)
    await requireTold({ DOCKER_HOST: 'ssh://unmet' }, /its host key is not known here/)
    await requireTold({ DOCKER_HOST: 'ssh://silent' }, /no ssh server listens there/)
    await requireTold({ DOCKER_HOST: 'ssh://bare' }, /there is no docker program on its PATH: .*docker/)
    await requireTold({ DOCKER_HOST: 'ssh://there/nowhere.sock' }, /no engine answers there: .*nowhere\.sock/)
    await requireTold({ DOCKER_HOST: 'ssh://narrow' }, /its ssh server forwards no ports/, (context) => createCluster({ name }, context))
  })

  await step('nothing is left', async () => requireNothingLeft(await connect({}), before))
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 1
} finally {
  await endDockerd(dockerd)
}
process.exit()

async function connect(environment: Readonly<Record<string, string>>): Promise<Engine> {
  return connectEngine(readEnvironment({ ...process.env, ...environment }).engine, never)
}

async function contextOf(environment: Readonly<Record<string, string>>): Promise<ClusterContext> {
  return {
    environment: readEnvironment({ ...process.env, ...environment }),
    artifactsDirectory: await mkdtemp(join(tmpdir(), 'vitest-kind-elsewhere-')),
    onProgress: () => undefined,
    signal: never,
  }
}

/** As a person does: with Docker's own program. */
async function makeContext(): Promise<void> {
  const keys = keysOf('caller')
  const endpoint = `host=${host},ca=${keys}/ca.pem,cert=${keys}/cert.pem,key=${keys}/key.pem`
  const env = { ...process.env, DOCKER_CONFIG: named.DOCKER_CONFIG }
  await promisify(execFile)('docker', ['context', 'create', 'remote', '--docker', endpoint], { env })
  await cp(named.DOCKER_CONFIG, inUse.DOCKER_CONFIG, { recursive: true })
  await writeFile(join(inUse.DOCKER_CONFIG, 'config.json'), '{ "currentContext": "remote" }')
}

async function quickStart(environment: Readonly<Record<string, string>>): Promise<void> {
  const { exitCode, output } = await runSample('quick-start', { env: environment })
  if (exitCode !== 0) throw new Error(output)
}

/** A cluster from its making to its end. */
async function walk(
  how: string,
  environment: Readonly<Record<string, string>>,
  check: (made: { readonly server: string }) => Promise<void>,
  meanwhile: () => Promise<void>,
): Promise<void> {
  const context = await contextOf(environment)
  await step(`${how}: one node and one more`, async () => {
    const made = await createCluster({ name, workers: 1 }, context)
    await check(made)
    await requireNodes(made.kubeconfig)
  })
  await step(`${how}: images are loaded in all their shapes`, async () => {
    process.stdout.write(`loaded: ${(await loadShapes(await connect(environment), name, context)).join(', ')}\n`)
  })
  await step(`${how}: stopped, and started again`, async () => {
    await stopCluster(name, context)
    await requireNodes((await startCluster(name, context)).kubeconfig)
  })
  await meanwhile()
  await step(`${how}: deleted`, async () => void (await deleteCluster(name, context)))
}

async function requireNodes(kubeconfig: string): Promise<void> {
  await using connection = await connectKube(kubeconfig)
  const { items } = await connection.request<{ items: unknown[] }>({ path: '/api/v1/nodes' })
  if (items.length !== 2) throw new Error(`${items.length} nodes`)
}

/** What kubectl would have: a file, and the command that was told with it. */
async function useTunnel(): Promise<void> {
  const file = join(tmpdir(), 'kubeconfig')
  const { code, stderr } = await runCli(['export', 'kubeconfig', '--name', name, '--kubeconfig', file], { env: ssh })
  const [command, port] = /^ssh -N -L (\d+):127\.0\.0\.1:\d+ .*$/m.exec(stderr) ?? []
  if (code !== 0 || command === undefined) throw new Error(stderr)
  process.stdout.write(`told: ${command}\n`)
  const kubeconfig = await readFile(file, 'utf8')
  if (!kubeconfig.includes(`https://127.0.0.1:${port}`)) throw new Error(kubeconfig)
  const tunnel = spawn('sh', ['-c', `exec ${command}`], { stdio: 'ignore' })
  try {
    await until(
      () =>
        requireNodes(kubeconfig).then(
          () => true,
          () => false,
        ),
      30_000,
      () => `nothing answers at ${port}`,
    )
  } finally {
    tunnel.kill()
  }
}

/** More than a connection has sessions for, from each of three. */
async function askAtOnce(): Promise<void> {
  const script = `import { connectEngine } from './src/docker/connect.ts'
    const { docker } = await connectEngine(process.env, new AbortController().signal)
    await Promise.all(Array.from({ length: 4 }, () => docker.getEvents({})))
    await Promise.all(Array.from({ length: 8 }, () => docker.info()))
    process.exit()`
  const countLogins = async (): Promise<number> => (await readFile('/run/sshd_there.log', 'utf8')).split('Accepted publickey').length - 1
  const before = await countLogins()
  await Promise.all([1, 2, 3].map(() => runScript(script, { env: { ...process.env, ...ssh } })))
  const logins = (await countLogins()) - before
  process.stdout.write(`told: 36 sessions of 3 processes, ${logins} logins\n`)
  // One that is everybody's, and two of each one's own.
  if (logins > 7) throw new Error(`${logins} logins`)
}

async function killRun(): Promise<void> {
  const run = startSample('smoke', { env: ssh })
  await until(() => run.output().includes('  await-runtime '), 120_000, run.output)
  run.kill('SIGKILL')
  const { docker } = await connect({})
  await until(
    async () => (await docker.listContainers({ all: true })).length === 0,
    60_000,
    () => 'containers are left',
  )
}

async function requireTold(
  environment: Readonly<Record<string, string>>,
  expected: RegExp,
  act: (context: ClusterContext) => Promise<unknown> = () => connect(environment),
): Promise<void> {
  const told = await act(await contextOf(environment)).then(
    () => 'nothing: it went well',
    (error: unknown) => String(error),
  )
  if (!expected.test(told)) throw new Error(`expected ${expected}, was told ${told}`)
  process.stdout.write(`told: ${told.split('\n').slice(0, 2).join(' | ')}\n`)
}
