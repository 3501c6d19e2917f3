// Deleting what is not there: contexts that were left go all the same.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { expect, onTestFinished, test } from 'vitest'
import { runCli } from '../support/run-cli.ts'

test('deleting what is not there ends well, and takes a context that was left out of every kubeconfig', async () => {
  const folder = await makeFolder()
  const files = ['a', 'b'].map((name) => join(folder, name))
  for (const file of files)
    await writeFile(file, '{"contexts": [{"name": "kind-no-such-cluster"}, {"name": "prod"}], "current-context": "prod"}')
  const run = await runCli(['delete', 'cluster', '--name', 'no-such-cluster'], { env: { KUBECONFIG: files.join(':') }, cwd: folder })
  expect(run).toMatchObject({
    code: 0,
    stdout: '',
    stderr: 'Deleting cluster "no-such-cluster" ...\nNo nodes found for cluster "no-such-cluster".\n',
  })
  for (const file of files) expect(await readFile(file, 'utf8')).not.toContain('no-such-cluster')
})

test('a kubeconfig that cannot be changed does not save the others, the next cluster is deleted all the same, and the end is 1', async () => {
  const folder = await makeFolder()
  const [broken, file] = [join(folder, 'broken'), join(folder, 'config')]
  await writeFile(broken, '- not a mapping')
  await writeFile(file, '{"contexts": [{"name": "kind-no-such-cluster"}, {"name": "kind-nor-this"}]}')
  const run = await runCli(['delete', 'clusters', 'no-such-cluster', 'nor-this'], { env: { KUBECONFIG: `${broken}:${file}` }, cwd: folder })
  expect(run).toMatchObject({ code: 1, stdout: '' })
  expect(run.stderr).toMatch(
    /ERROR: KIND_REMOVE_FAILED: the context "kind-no-such-cluster" [\s\S]*broken cannot be used: it is not a mapping\nDeleting cluster "nor-this" \.\.\.\nERROR: /,
  )
  expect(parse(await readFile(file, 'utf8'))).toEqual({ contexts: [] })
})
async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-cli-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}
