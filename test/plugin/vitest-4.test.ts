// The oldest Vitest of the peer range runs the package as it is.
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test as base } from 'vitest'
import { findKubectl } from '../support/kubectl.ts'
import { runSample } from '../support/run-sample.ts'
import { oldestVitest, prepareVitest4 } from '../support/vitest-4.ts'

const noEngine = { DOCKER_HOST: 'unix:///nowhere/docker.sock' }
const root = join(import.meta.dirname, '../..')

const test = base.extend('vitest', { scope: 'file' }, () => prepareVitest4('vitest-4'))

test('it is that Vitest, and options and times arrive where they belong', async ({ vitest }) => {
  const { output, report } = await runSample('several-projects', { vitest })
  expect(output).toContain(`v${oldestVitest}`)
  expect(report, output).toMatchObject({ success: true, numPassedTests: 3 })
})

test('what cannot come up is told in the words of any other Vitest', async ({ vitest }) => {
  const { output, report } = await runSample('named-clusters', { vitest, env: noEngine })
  expect(report, output).toMatchObject({ numFailedTests: 5, numPassedTests: 0 })
  for (const words of [
    'no default cluster is declared, only ha',
    'no cluster "hb" is declared',
    'did you mean workers?',
    'no Docker engine answered',
  ])
    expect(output).toContain(words)
})

test('KUBECONFIG is managed there too, in each kind of process', async ({ vitest }) => {
  const env = { ...noEngine, PATH: `${await findKubectl()}:${process.env['PATH']}` }
  // Without library.test.ts: in vm threads this Vitest cannot load the client library, with or without us.
  const { output, report } = await runSample('kubeconfig', { vitest, env, args: ['named', 'plain', 'several'] })
  expect(report, output).toMatchObject({ success: true, numPassedTests: 4 * 7 })
})

test('what a user may write compiles with its types, and what is wrong does not', async ({ vitest }) => {
  const folder = await mkdtemp(join(root, '.cache/types-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const package4 = dirname(vitest.program)
  const compilerOptions = { typeRoots: [join(root, 'node_modules/@types')], paths: { vitest: [package4], 'vitest/*': [`${package4}/*`] } }
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions,
    include: [join(root, 'test/types'), join(root, 'src/**/*.d.ts'), 'oldest.ts'],
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
  // What only that one has: these are its types.
  await writeFile(join(folder, 'oldest.ts'), "import { bench } from 'vitest'\nvoid bench\n")
  await promisify(execFile)(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder])
})
