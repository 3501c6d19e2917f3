// A script written for kind, with our name in place of kind's: build an image, create, use, export, delete; and one that is stopped.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { parse } from 'yaml'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createProgram } from '../../src/cli/program.ts'
import { connectKube } from '../../src/kube/connection.ts'
import { findEventProblems } from '../support/create-events.ts'
import { cliProgram, runCli } from '../support/run-cli.ts'
import { createTestContext } from '../support/cluster-context.ts'
import { findKind, runProgram } from '../support/run-kind.ts'
import { findMadeBy, findVolumes } from '../support/sample-leftovers.ts'

const name = 'vitest-cli'
const image = 'vitest-kind/node-of-cli-test:1'
const config = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes: [{ role: control-plane, labels: { made-by: cli } }]\n'
const prod = '{"contexts": [{"name": "prod"}], "current-context": "prod"}'

const claimSpec = { accessModes: ['ReadWriteOnce'], storageClassName: 'fast', resources: { requests: { storage: '1Mi' } } }

test('create, look at, export and delete a cluster', async () => {
  const { engine } = await createTestContext(name)
  const folder = await makeFolder()
  const kubeconfig = join(folder, 'kubeconfig')
  await writeFile(kubeconfig, prod)
  const cli = (args: string[], input = ''): ReturnType<typeof runCli> =>
    runCli(args, { env: { KUBECONFIG: kubeconfig, KIND_CLUSTER_NAME: name }, input, cwd: folder })

  const built = await cli(['build', 'node-image', '--image', image])
  onTestFinished(() => engine.docker.getImage(image).remove())
  expect(built, built.stderr).toMatchObject({ code: 0, stdout: `${image}\n` })

  const created = await cli(['create', 'cluster', '--config', '-', '--image', image, '--wait', '1m', '--output', 'json', '-v=2'], config)
  expect(created, created.stderr).toMatchObject({ code: 0 })
  const events = created.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; action?: string; text?: string })
  expect(events.flatMap(findEventProblems), 'as the schema has them').toEqual([])
  expect(events).toContainEqual(expect.objectContaining({ type: 'finished', action: 'kubeadm-init' }))
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'detail', level: 2, text: expect.stringContaining('kind: InitConfiguration') }),
  )
  expect(
    events.filter((event) => event.type === 'detail' && event.text?.includes('[kubelet-start]')),
    'what kubeadm says is for -v 3',
  ).toEqual([])
  expect(created.stdout, 'with a token, whoever reads along could join').not.toMatch(/\b[a-z0-9]{6}\.[a-z0-9]{16}\b/)
  expect(events.at(-1)).toMatchObject({ type: 'usable', context: `kind-${name}`, kubeconfig })
  expect(created.stderr).toContain(`Set kubectl context to "kind-${name}" (it was "prod")\n`)

  await using connection = await connectKube(await readFile(kubeconfig, 'utf8'))
  expect(await connection.request({ path: `/api/v1/nodes/${name}-control-plane` })).toMatchObject({
    metadata: { labels: { 'made-by': 'cli' } },
  })
  expect(await cli(['create', 'cluster'])).toMatchObject({ code: 1, stderr: expect.stringContaining('KIND_CLUSTER_EXISTS') })

  expect((await cli(['get', 'clusters'])).stdout.split('\n')).toContain(name)
  expect(await cli(['get', 'nodes'])).toMatchObject({ code: 0, stdout: `${name}-control-plane\n` })
  expect((await cli(['get', 'nodes', '-A'])).stdout.split('\n')).toContain(`${name}-control-plane`)
  expect((await cli(['get', 'nodes', '--output', 'wide'])).stdout).toMatch(
    new RegExp(`^NAME +ROLE +STATE .*\\n${name}-control-plane +control-plane +running +${name} +[\\d.]+ +${image}\\n$`),
  )
  expect(JSON.parse((await cli(['get', 'nodes', '--output', 'json'])).stdout)).toMatchObject([
    { cluster: name, name: `${name}-control-plane`, role: 'control-plane', state: 'running', image },
  ])
  expect((await cli(['get', 'clusters', '--output', 'wide'])).stdout).toMatch(new RegExp(`^${name} +1/1 .*vitest-kind`, 'm'))
  expect(parse((await cli(['get', 'kubeconfig', '--internal'])).stdout)).toMatchObject({
    clusters: [{ cluster: { server: `https://${name}-control-plane:6443` } }],
  })

  const other = join(folder, 'other')
  expect(await cli(['export', 'kubeconfig', '--kubeconfig', other])).toMatchObject({
    code: 0,
    stdout: '',
    stderr: `Set kubectl context to "kind-${name}"\n`,
  })
  expect(parse(await readFile(other, 'utf8'))).toMatchObject({ 'current-context': `kind-${name}` })
  await writeFile(other, prod)
  expect(await cli(['export', 'kubeconfig', '--kubeconfig', other, '--keep-context', '--internal'])).toMatchObject({
    code: 0,
    stderr: `Added kubectl context "kind-${name}"\n`,
  })
  expect(parse(await readFile(other, 'utf8'))).toMatchObject({
    'current-context': 'prod',
    contexts: [{ name: 'prod' }, { name: `kind-${name}` }],
    clusters: [{ cluster: { server: `https://${name}-control-plane:6443` } }],
  })
  expect(await cli(['exec', `${name}-control-plane`, '--', 'sh', '-c', 'cat; exit 7'], 'through the node\n')).toMatchObject({
    code: 7,
    stdout: 'through the node\n',
  })

  const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data' }, spec: claimSpec }
  const kubectl = ['exec', `${name}-control-plane`, '--', 'kubectl', '--kubeconfig', '/etc/kubernetes/admin.conf']
  expect(await cli([...kubectl, 'apply', '-f', '-'], JSON.stringify(claim))).toMatchObject({ code: 0 })
  const explained = await cli(['explain', '-n', 'default', '--json'])
  expect(explained.code).toBe(1)
  expect(JSON.parse(explained.stdout)).toMatchObject({
    cluster: name,
    wrong: true,
    namespaces: [{ name: 'default', lines: expect.arrayContaining(['PersistentVolumeClaim data is Pending']) }],
    problems: [],
  })

  const deleted = await cli(['delete', 'cluster'])
  expect(deleted).toMatchObject({
    code: 0,
    stdout: '',
    stderr: `Deleting cluster "${name}" ...\nDeleted nodes: ["${name}-control-plane"]\n`,
  })
  expect(parse(await readFile(kubeconfig, 'utf8'))).toMatchObject({
    contexts: [{ name: 'prod' }],
    clusters: [],
    users: [],
    'current-context': '',
  })
})

test.for([
  { how: 'Ctrl-C', signal: 'SIGINT', code: 130 },
  { how: 'Ctrl-C twice', signal: 'SIGINT', again: true, code: 130 },
  { how: 'SIGTERM', signal: 'SIGTERM', code: 143 },
  { how: 'kill -9', signal: 'SIGKILL', code: null },
] as const)('$how while a cluster is made leaves nothing of it, and no context', async ({ signal, again = false, code }) => {
  await createTestContext(name)
  const folder = await makeFolder()
  const kubeconfig = join(folder, 'kubeconfig')
  await writeFile(kubeconfig, prod)
  const child = spawn(process.execPath, [cliProgram, 'create', 'cluster', '--name', name], {
    cwd: folder,
    env: { ...process.env, KUBECONFIG: kubeconfig },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => void (stderr += chunk.toString()))
  await vi.waitFor(() => expect(stderr).toContain('✓ await-runtime'), { timeout: 120_000 })
  const { containers, volumes } = await findMadeBy(child.pid!)
  expect(containers).toEqual([`${name}-control-plane`])

  child.kill(signal)
  if (again) {
    await vi.waitFor(() => expect(stderr).toContain('removing what was made'), { timeout: 20_000, interval: 5 })
    child.kill(signal)
  }
  expect((await once(child, 'close'))[0]).toBe(code)
  if (code !== null && !again) {
    expect(stderr).toMatch(
      new RegExp(
        `\\n${signal}: removing what was made \\.\\.\\.\\n[\\s\\S]*ERROR: KIND_CANCELLED: boot of cluster "${name}" was cancelled in [a-z-]+ after`,
      ),
    )
    expect(await findMadeBy(child.pid!), 'it has waited for the removal').toEqual({ containers: [], volumes: [] })
  }
  // Whoever does not wait for it, or cannot: the reaper removes.
  await vi.waitFor(
    async () => expect([await findMadeBy(child.pid!), await findVolumes(volumes)]).toEqual([{ containers: [], volumes: [] }, []]),
    { timeout: 60_000, interval: 200 },
  )
  expect(await readFile(kubeconfig, 'utf8')).toBe(prod)
  expect(await readdir(folder)).not.toContain('kubeconfig.lock')
})

test('--retain keeps the nodes of a boot that fails, for whoever wants to look, and delete removes them', async () => {
  const { buildImage } = await createTestContext(name)
  const folder = await makeFolder()
  const cli = (...args: string[]): ReturnType<typeof runCli> =>
    runCli(args, { env: { KUBECONFIG: join(folder, 'kubeconfig'), KIND_CLUSTER_NAME: name }, cwd: folder })
  // A file where a directory belongs.
  const broken = await buildImage((node) => [`FROM ${node}`, 'COPY pki /etc/kubernetes/pki'], { pki: 'not a directory\n' })
  const failed = await cli('create', 'cluster', '--image', broken, '--retain', '-v', '3')
  expect(failed).toMatchObject({ code: 1, stdout: '' })
  expect(failed.stderr, 'what kubeadm said').toContain('\n[init] Using Kubernetes version: ')
  expect(failed.stderr).toMatch(/ERROR: KIND_BOOT_FAILED: cluster "vitest-cli" stopped in kubeadm-init /)
  expect((await cli('get', 'nodes')).stdout).toBe(`${name}-control-plane\n`)
  expect((await cli('prune', '--dry-run')).stdout).not.toContain(name)
  expect(await cli('delete', 'cluster')).toMatchObject({
    code: 0,
    stderr: expect.stringContaining(`Deleted nodes: ["${name}-control-plane"]`),
  })
  const again = await cli('create', 'cluster', '--image', broken)
  expect(again.stderr).toContain('nodes removed; --retain keeps them')
  expect(await cli('get', 'nodes')).toMatchObject({ code: 0, stdout: '', stderr: `No kind nodes found for cluster "${name}".\n` })
})

test('every command and flag that kind itself names is known here', async () => {
  const kind = await findKind()
  const missing: string[] = []
  async function compare(command: Command | undefined, path: readonly string[]): Promise<void> {
    const { stdout } = await runProgram(kind, [...path, '--help'], {})
    const known = [...(command?.options ?? []).flatMap(({ short, long }) => [short, long]), '-h', '--help']
    const flags = [...stdout.matchAll(/^ +(?:(-\w), )? *(--[\w-]+)/gm)]
      .flatMap(([, short, long]) => [short, long])
      .filter((flag) => flag !== undefined)
    missing.push(
      ...(command ? [] : [path.join(' ')]),
      ...flags.filter((flag) => !known.includes(flag)).map((flag) => [...path, flag].join(' ')),
    )
    const below = /Available Commands:\n([\s\S]*?)\n\n/.exec(stdout)?.[1] ?? ''
    for (const [, word = ''] of below.matchAll(/^ {2}(\S+)/gm)) {
      if (word !== 'help' && path[0] !== 'completion')
        await compare(
          command?.commands.find((child) => child.name() === word),
          [...path, word],
        )
    }
  }
  await compare(createProgram(), [])
  expect(missing).toEqual([])
  for (const shell of ['bash', 'zsh', 'fish']) expect(await runCli(['completion', shell])).toMatchObject({ code: 0 })
})

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-cli-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}
