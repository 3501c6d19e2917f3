// The package under Yarn's Plug'n'Play, where there is no node_modules: packages lie in archives, and a process finds them only
// with Yarn's hooks. The folder's name is one that has to be quoted.
import { execFile, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test as base, vi } from 'vitest'
import { connectEngine } from '../../src/docker/connect.ts'
import { listContainers } from '../../src/docker/containers.ts'
import { kindLabels, ownLabels, readOwner } from '../../src/plan/labels.ts'

const root = join(import.meta.dirname, '../..')
const cache = join(root, '.cache/yarn')
const run = promisify(execFile)
const cluster = 'vitest-pnp'

const files = {
  '.yarnrc.yml': 'nodeLinker: pnp\nenableTelemetry: false\nenableImmutableInstalls: false\n',
  'yarn.lock': '',
  'vitest.config.ts': `import { defineConfig } from 'vitest/config'
import { kind } from 'vitest-kind/plugin'
export default defineConfig({ plugins: [kind({ cluster: { name: '${cluster}' } })] })`,
  'cluster.test.ts': `import { expect, test } from 'vitest-kind'
test('answers', async ({ client, namespace }) => {
  expect((await client.core.readNamespace({ name: namespace })).status?.phase).toBe('Active')
})`,
}

const test = base.extend('yarn', { scope: 'file' }, async ({}, { onCleanup }) => {
  const folder = await mkdtemp(join(tmpdir(), 'vitest kind ü '))
  onCleanup(() => rm(folder, { recursive: true }))
  const program = await findYarn()
  const { stdout: registry } = await run('npm', ['config', 'get', 'registry'])
  const inherited = Object.entries(process.env).filter(([key]) => !/^(VITEST|TEST$|NODE_ENV$|NODE_OPTIONS$|npm_|KUBECONFIG$)/.test(key))
  const env = {
    ...Object.fromEntries(inherited),
    NO_COLOR: '1',
    PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
    YARN_NPM_REGISTRY_SERVER: registry.trim(),
    YARN_GLOBAL_FOLDER: join(cache, 'global'),
  }
  const yarn = async (...args: string[]): Promise<{ code: number | null; output: string }> => {
    const child = spawn(process.execPath, [program, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
    return { code, output }
  }
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)))
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root })
  const [tarball] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'))
  const versions = await Promise.all(
    ['vite', 'vitest'].map(async (name) => {
      const manifest = await readFile(join(root, 'node_modules', name, 'package.json'), 'utf8')
      return [name, (JSON.parse(manifest) as { version: string }).version]
    }),
  )
  const devDependencies = { ...Object.fromEntries(versions), 'vitest-kind': `file:./${tarball}` }
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'pnp', private: true, type: 'module', devDependencies }))
  const installed = await yarn('install')
  expect(installed.code, installed.output).toBe(0)
  expect(await readdir(folder)).toEqual(expect.arrayContaining(['.pnp.cjs', '.pnp.loader.mjs']))
  return yarn
})

test('a run passes, ends with 0 and removes its cluster', async ({ yarn }) => {
  const { code, output } = await yarn('vitest', 'run')
  expect(code, output).toBe(0)
  expect(output).toContain('Tests  1 passed (1)')
  expect(output).toMatch(/ kind {2}vitest-pnp {2}removed /)
  expect(await listNodes()).toEqual([])
})

test('what a killed run has made is removed', async ({ yarn }) => {
  const ended = yarn('vitest', 'run')
  onTestFinished(() => ended.then(() => undefined))
  const [node] = await vi.waitUntil(async () => {
    const nodes = await listNodes()
    return nodes.length > 0 && nodes
  }, 60_000)
  process.kill(readOwner(node!.labels[ownLabels.owner])!.pid, 'SIGKILL')
  expect((await ended).code).not.toBe(0)
  await vi.waitFor(async () => expect(await listNodes()).toEqual([]), { timeout: 60_000, interval: 500 })
})

async function listNodes(): ReturnType<typeof listContainers> {
  const engine = await connectEngine(process.env, AbortSignal.timeout(30_000))
  return listContainers(engine, { [kindLabels.cluster]: cluster })
}

/** Yarn itself, from npm's registry, kept in .cache/. */
async function findYarn(): Promise<string> {
  const version = '4.18.1'
  const program = join(cache, version, 'yarn.cjs')
  if (await readFile(program).catch(() => undefined)) return program
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-yarn-'))
  try {
    await run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', `@yarnpkg/cli-dist@${version}`])
    await mkdir(dirname(program), { recursive: true })
    await cp(join(folder, 'node_modules/@yarnpkg/cli-dist/bin/yarn.js'), program)
    return program
  } finally {
    await rm(folder, { recursive: true })
  }
}
