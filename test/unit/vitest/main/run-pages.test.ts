import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { TestProject, Vitest } from 'vitest/node'
import type { AttemptReport } from '../../../../src/artifacts/run-record.ts'
import type { ClusterHandle } from '../../../../src/cluster/handle.ts'
import { createRunPages, type PagePolicy } from '../../../../src/vitest/main/run-pages.ts'
import { startObjectServer } from '../../../support/object-server.ts'

interface Ran {
  readonly file: string
  readonly name: string
  readonly state: 'passed' | 'failed'
}

const project = { name: '', config: { root: '/project' } } as TestProject

/** What Vitest knows at the end of a run, as far as a page asks for it. */
function vitestAfter(tests: readonly Ran[], directory: string): Vitest {
  const modules = [...Map.groupBy(tests, ({ file }) => file)].map(([file, own]) => {
    const module = { id: file, moduleId: `/project/${file}`, project, errors: () => [], children: {} }
    const cases = own.map(({ name, state }) => ({
      id: name,
      fullName: name,
      module,
      result: () => ({ state, errors: state === 'failed' ? [{ message: `\u001B[31m${name} is wrong\u001B[39m` }] : [] }),
      diagnostic: () => ({ startTime: Date.now() - 500, duration: 400 }),
    }))
    return Object.assign(module, { children: { allTests: () => cases, allSuites: () => [] } })
  })
  return { version: '5.1.1', config: { root: directory }, state: { getTestModules: () => modules } } as unknown as Vitest
}

interface Finish {
  readonly watch?: boolean
  readonly policy?: PagePolicy
  readonly clusters?: readonly string[]
  /** File → the cluster that its tests use. */
  readonly use?: Readonly<Record<string, string>>
}

async function finish(tests: readonly Ran[], { policy = 'on-failure', clusters = ['web'], use = {}, watch = false }: Finish = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'vitest-kind-pages-'))
  const held = await startObjectServer()
  onTestFinished(async () => {
    await held[Symbol.asyncDispose]()
    await rm(directory, { recursive: true, force: true })
  })
  const said: string[] = []
  const pages = createRunPages({
    vitest: Object.assign(vitestAfter(tests, directory), { waitForTestRunEnd: async () => undefined, config: { root: directory, watch } }),
    isOurs: (one) => one === project,
    print: (line) => said.push(line),
    policy: () => policy,
    artifactsDirectory: async () => directory,
  })
  for (const name of clusters) {
    const tape = pages.begin()
    tape?.noteProgress({ type: 'finished', cluster: name, action: 'kubeadm-init', elapsedMs: 100 })
    pages.follow(tape, { name, kubernetesVersion: 'v1.37.2', nodes: [], kubeconfig: held.server.kubeconfig } as unknown as ClusterHandle)
  }
  for (const [file, cluster] of Object.entries(use)) pages.find(cluster)?.noteFile(file)
  return { directory, said, pages, end: async () => (pages.noteTests(), pages.write()) }
}

const failed: Ran = { file: 'web.test.ts', name: 'rolls out', state: 'failed' }
const passed: Ran = { file: 'db.test.ts', name: 'keeps', state: 'passed' }

test('where a test failed, the page has it, without colours, with what its process has told', async () => {
  const { directory, said, pages, end } = await finish([failed, passed])
  const attempt = {
    startedAtMs: Date.now() - 500,
    endedAtMs: Date.now(),
    state: 'failed',
    namespace: 'rolls-out-1',
    summary: ['no database'],
  } as const
  pages.note({ cluster: 'web', test: 'rolls out', attempt, pods: [], events: [], nodeChanges: [], gaps: [] } satisfies AttemptReport)
  pages.note({ cluster: 'another', test: 'rolls out', attempt, pods: [], events: [], nodeChanges: [], gaps: [] } satisfies AttemptReport)
  await end()
  const page = await readFile(join(directory, 'web/index.html'), 'utf8')
  expect(page).toContain('1 of 2 tests failed')
  expect(page).toMatch(/<pre class="error"[^>]*>rolls out is wrong<\/pre>/)
  expect(page).toContain('no database')
  expect(page).toContain('data-tip="kubeadm-init: ')
  expect(said).toEqual([' kind  web  page of the run: web/index.html'])
})

test.each<[PagePolicy, Ran, boolean]>([
  ['on-failure', passed, false],
  ['always', passed, true],
  ['never', failed, false],
])("artifacts: '%s', a run like %o: a page is there: %s", async (policy, ran, isThere) => {
  const { directory, end } = await finish([ran], { policy })
  await end()
  const found = await access(join(directory, 'web/index.html')).then(
    () => true,
    () => false,
  )
  expect(found).toBe(isThere)
})

test('of several clusters each has the tests that used it, and those without a failure have no page', async () => {
  const { directory, said, end } = await finish([failed, passed], {
    clusters: ['web', 'db'],
    use: { 'web.test.ts': 'web', 'db.test.ts': 'db' },
  })
  await end()
  expect(await readFile(join(directory, 'web/index.html'), 'utf8')).toContain('1 of 1 test failed')
  expect(said).toHaveLength(1)
})

test('a page that cannot be written is told, and ends nothing', async () => {
  const { directory, said, end } = await finish([failed])
  await writeFile(join(directory, 'web'), 'in the way')
  await end()
  expect(said).toEqual([expect.stringContaining('the page of the run could not be written')])
})

test('in watch mode each run has its page when it ends, of its own tests, and the end adds none', async () => {
  const { directory, said, pages, end } = await finish([failed, passed], { watch: true })
  const page = join(directory, 'web/index.html')
  await expect.poll(() => readFile(page, 'utf8').catch(() => ''), { timeout: 10_000 }).toContain('1 of 2 tests failed')
  await pages.beginRun(['/project/db.test.ts'])
  pages.find('web')
  await expect.poll(() => readFile(page, 'utf8').catch(() => 'gone'), { timeout: 10_000 }).toBe('gone')
  await pages.beginRun(['/project/web.test.ts'])
  pages.find('web')
  await expect.poll(() => readFile(page, 'utf8').catch(() => ''), { timeout: 10_000 }).toContain('1 of 1 test failed')
  await rm(page)
  await end()
  await expect(access(page)).rejects.toThrow('ENOENT')
  expect(said).toHaveLength(2)
})
