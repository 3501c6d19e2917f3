// What a failed test says and keeps, in both Vitests, on a cluster that is known by its kubeconfig only: a small API server of this test's.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startObjectServer } from '../support/object-server.ts'
import { type OtherVitest, runSample, sampleFolder, type SampleRun } from '../support/run-sample.ts'
import { prepareVitest4 } from '../support/vitest-4.ts'
import { pod, waiting } from '../support/matcher-stage.ts'

interface Explained extends SampleRun {
  /** Of each test, as JUnit's reporter has it. */
  readonly junit: string
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
  await using api = await startObjectServer(pod('web-1', waiting('ImagePullBackOff', 'not found')))
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
    args: [...files, '--reporter=junit', `--outputFile.junit=${join(folder, 'junit.xml')}`, '--reporter=github-actions'],
  })
  const home = join(vitest ? join(vitest.samples, 'explained') : sampleFolder('explained'), '.vitest/kind')
  const clusters = (await readdir(home, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  const folders = await Promise.all(clusters.map(({ name }) => readdir(join(home, name))))
  const results = ran.report?.testResults.flatMap(({ assertionResults }) => assertionResults) ?? []
  return {
    ...ran,
    junit: await readFile(join(folder, 'junit.xml'), 'utf8').catch(() => ''),
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
  const { messageOf, folders, output, junit, report } = await run({ vitest: await prepare() })
  expect(report, output).toMatchObject({ numFailedTests: 10, numPassedTests: 2 })
  expect(messageOf('fails')).toMatchInlineSnapshot(`
    "AssertionError: expected 'red' to be 'blue' // Object.is equality
      when it failed, in namespace fails-…:
      Pod web-1 is Pending; container app is waiting: ImagePullBackOff: app:1: not found
      kept   .vitest/kind/test/fails-…/"
  `)
  expect(messageOf('throws a text')).toMatchInlineSnapshot(`
    "nothing in throws-a-text
      when it failed, in namespace throws-a-text-…:
      Pod web-1 is Pending; container app is waiting: ImagePullBackOff: app:1: not found
      kept   .vitest/kind/test/throws-a-text-…/"
  `)
  expect(steady(output)).toMatch(
    /Test timed out in 1500ms\.\n.*\n {2}when it failed, in namespace takes-too-long-…:\n {2}Pod web-1 is Pending/,
  )
  expect(messageOf('is retried by its text'), 'what decides over another try stays as it is').not.toContain('kept')
  expect(messageOf('uses nothing of the cluster'), 'nor is there anything to say').toMatch(/^AssertionError: expected 1 to be 2[^\n]*$/)
  expect(folders).toMatchInlineSnapshot(`
    [
      "fails-in-another-file-…",
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
