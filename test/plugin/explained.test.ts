// What a failed test says and keeps, in both Vitests, on a cluster that is known by its kubeconfig only: a small API server of this test's.
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { plantSecrets } from '../support/plant-secrets.ts'
import { startObjectServer } from '../support/object-server.ts'
import { type OtherVitest, runSample, sampleFolder, type SampleRun, startSample } from '../support/run-sample.ts'
import { prepareVitest4 } from '../support/vitest-4.ts'
import { pod, waiting } from '../support/matcher-stage.ts'

const planted = plantSecrets()

interface Explained extends SampleRun {
  /** Of each test, as JUnit's reporter has it. */
  readonly junit: string
  /** All that Vitest knows of the run: what its HTML report is made of. */
  readonly blob: string
  /** Where bundles and attachments lie. */
  readonly home: string
  /** Names of the folders that are kept. */
  readonly folders: readonly string[]
  messageOf(title: string): string
}

interface RunOptions {
  readonly vitest?: OtherVitest | undefined
  readonly env?: Readonly<Record<string, string>>
  readonly files?: readonly string[]
}

async function run({ vitest, env = {}, files = ['failures', 'second'] }: RunOptions = {}): Promise<Explained> {
  const data = { key: Buffer.from(planted.pem).toString('base64'), word: Buffer.from(planted.plain).toString('base64') }
  const web = pod('web-1', waiting('ImagePullBackOff', `not found, asked as ${planted.plain}`))
  const labels = { team: planted.plain, 'example.com/token': planted.plain }
  await using api = await startObjectServer(
    { ...web, metadata: { ...web.metadata, labels, annotations: { note: `${planted.pem} ${planted.jwt}` } } },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'planted' }, data },
  )
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-explained-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'kubeconfig'), api.server.kubeconfig)
  const hush = setInterval(() => {
    if (!api.server.requests.some((request) => request.includes('be-silent'))) return
    clearInterval(hush)
    api.silence(true)
    // Long after the failure is told, for what is cleaned up: who waits for an answer asks again.
    setTimeout(() => {
      api.silence(false)
      api.server.dropConnections()
    }, 6_000)
  }, 5)
  onTestFinished(() => clearInterval(hush))
  const ran = await runSample('explained', {
    ...(vitest && { vitest }),
    env: { EXPLAINED_KUBECONFIG: join(folder, 'kubeconfig'), GITHUB_ACTIONS: '', ...env },
    args: [
      ...files,
      '--reporter=junit',
      `--outputFile.junit=${join(folder, 'junit.xml')}`,
      '--reporter=blob',
      `--outputFile.blob=${join(folder, 'blob.json')}`,
      '--reporter=github-actions',
    ],
  })
  const home = join(vitest ? join(vitest.samples, 'explained') : sampleFolder('explained'), '.vitest/kind')
  const clusters = (await readdir(home, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  const folders = await Promise.all(clusters.map(({ name }) => readdir(join(home, name))))
  const results = ran.report?.testResults.flatMap(({ assertionResults }) => assertionResults) ?? []
  return {
    ...ran,
    junit: await readFile(join(folder, 'junit.xml'), 'utf8').catch(() => ''),
    blob: await readFile(join(folder, 'blob.json'), 'utf8').catch(() => ''),
    home: dirname(home),
    folders: folders.flat().map(steady).toSorted(),
    messageOf: (title) =>
      steady(
        results
          .find((one) => one.title === title)
          ?.failureMessages?.at(-1)
          ?.split(/\n\s+at /)[0] ?? 'it passed',
      ),
  }
}

const steady = (text: string): string => text.replaceAll(/-[0-9a-f]{6}\b/g, '-…')

const vitests: readonly (readonly [string, () => Promise<OtherVitest | undefined>])[] = [
  ['this Vitest', async () => undefined],
  ['the oldest one', () => prepareVitest4('explained')],
]

test.each(vitests)('in %s', async (_name, prepare) => {
  const { messageOf, folders, output, junit, blob, home, report } = await run({ vitest: await prepare() })
  expect(report, output).toMatchObject({ numFailedTests: 11, numPassedTests: 2 })
  expect(messageOf('fails')).toMatchInlineSnapshot(`
    "AssertionError: expected 'red' to be 'blue' // Object.is equality
      when it failed, in namespace fails-…:
      Pod web-1 is Pending; container app is waiting: ImagePullBackOff: app:1: not found, asked as [redacted]
      kept   .vitest/kind/test/fails-…/"
  `)
  expect(messageOf('throws a text')).toMatchInlineSnapshot(`
    "nothing in throws-a-text
      when it failed, in namespace throws-a-text-…:
      Pod web-1 is Pending; container app is waiting: ImagePullBackOff: app:1: not found, asked as [redacted]
      kept   .vitest/kind/test/throws-a-text-…/"
  `)
  expect(messageOf('fails when it has finished')).toMatchInlineSnapshot(`
    "AssertionError: expected 'red' to be 'blue' // Object.is equality
      when it failed, in namespace fails-when-it-has-finished-…:
      Pod web-1 is Pending; container app is waiting: ImagePullBackOff: app:1: not found, asked as [redacted]
      kept   .vitest/kind/test/fails-when-it-has-finished-…/"
  `)
  expect(steady(output)).toMatch(
    /Test timed out in 1500ms\.\n.*\n {2}when it failed, in namespace takes-too-long-…:\n {2}Pod web-1 is Pending/,
  )
  expect(messageOf('is retried by its text'), 'what decides over another try stays as it is').not.toContain('kept')
  expect(messageOf('uses nothing of the cluster'), 'nor is there anything to say').toMatch(/^AssertionError: expected 1 to be 2[^\n]*$/)
  expect(folders).toMatchInlineSnapshot(`
    [
      "fails-in-another-file-…",
      "fails-when-it-has-finished-…",
      "fails-…",
      "finishes-…",
      "index.html",
      "is-retried-by-its-text-…",
      "is-retried-…",
      "is-retried-…",
      "one-…",
      "takes-too-long-…",
      "throws-a-text-…",
      "two-…",
    ]
  `)
  const folder = '.vitest/kind/test/fails-…/'
  for (const reported of [output, junit])
    expect(steady(reported)).toMatch(new RegExp(`expected .+red.+ to be .+blue[^]{1,500}kept {3}${folder}`))
  expect(steady(junit)).toContain(`<property name="vitest-kind" value="${folder}pods.txt">`)
  const files = (await readdir(home, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  const kept = await Promise.all(files.map(async ({ parentPath, name }) => [name, await readFile(join(parentPath, name), 'utf8')]))
  expect(blob, 'has what the HTML report shows').toContain('when it failed, in namespace')
  expect(kept.length).toBeGreaterThan(40)
  const all = [...kept, ['the output', output], ['JUnit', junit], ['all that Vitest knows', blob], ['JSON', JSON.stringify(report)]]
  const found = all.flatMap(([file, text = '']) =>
    planted.all.flatMap((secret) => (text.search(secret) >= 0 ? [`${secret} in ${file}`] : [])),
  )
  expect(found, 'no secret is in anything that is kept or reported').toEqual([])
  expect(steady(output), 'for GitHub').toMatch(new RegExp(`::error file=.*failures.test.ts.*expected 'red'.*kept {3}${folder}`))
})

test('always: of passed ones as well; never: the cluster is asked nothing, and failures are as Vitest made them', async () => {
  const always = await run({ env: { EXPLAINED_ARTIFACTS: 'always' } })
  expect(always.folders, always.output).toContain('passes-…')
  const attached = async (): Promise<string[]> => readdir(join(sampleFolder('explained'), '.vitest/attachments'))
  expect((await attached()).length).toBeGreaterThan(10)
  const never = await run({ env: { EXPLAINED_ARTIFACTS: 'never' } })
  expect(await attached()).toEqual([])
  expect(never.folders, 'what the run before has kept is gone').toEqual([])
  expect(never.messageOf('fails')).not.toContain('web-1')
})

test('an API server that says nothing any more costs the failed test no longer than two seconds, and it is told', async () => {
  const { messageOf, output, report } = await run({ files: ['silent'] })
  expect(messageOf('the API falls silent'), output).toMatchInlineSnapshot(`
    "AssertionError: expected 'red' to be 'blue' // Object.is equality
      when it failed, in namespace the-api-falls-silent-…:
      the API server did not answer
      kept   .vitest/kind/test/the-api-falls-silent-…/"
  `)
  // Two seconds, and what a busy host takes; it answers again after six.
  const [result] = report!.testResults.flatMap(({ assertionResults }) => assertionResults)
  expect(result!.duration).toBeLessThan(5_000)
})

test('in watch mode a run has its page when it ends, and the next one another', async () => {
  await using api = await startObjectServer(pod('web-1', waiting('ImagePullBackOff', 'not found')))
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-explained-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'kubeconfig'), api.server.kubeconfig)
  const kept = join(sampleFolder('explained'), '.vitest/kind/test')
  const page = join(kept, 'index.html')
  await rm(page, { force: true })
  // A process that is ended by a signal cleans up nothing by itself.
  onTestFinished(() => rm(kept, { recursive: true, force: true }))
  const env = { EXPLAINED_KUBECONFIG: join(folder, 'kubeconfig'), GITHUB_ACTIONS: '' }
  const watching = startSample('explained', { args: ['watch', 'second'], env })
  try {
    const read = async (): Promise<string> => readFile(page, 'utf8').catch(() => watching.output())
    await expect.poll(read, { timeout: 30_000 }).toContain('<h1 class="failed">1 of 1 test failed</h1>')
    await rm(page)
    await utimes(join(sampleFolder('explained'), 'second.test.ts'), new Date(), new Date())
    await expect.poll(read, { timeout: 30_000 }).toContain('<h1 class="failed">1 of 1 test failed</h1>')
  } finally {
    watching.kill('SIGTERM')
    await once(watching, 'close')
  }
})
