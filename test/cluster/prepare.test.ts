// A module of the user's installs what all tests need: once for a state, and with words that help where it fails.
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from '../support/make-folder.ts'
import { createTestContext } from '../support/cluster-context.ts'
import { createCluster } from '../support/make-cluster.ts'
import { nodesOf } from '../support/nodes-of.ts'
import { runSample } from '../support/run-sample.ts'

const name = 'vitest-prepare'

test('what it installs runs before the first test, and in the next run without being installed again', async () => {
  const folder = await makeFolder()
  const runs = []
  for (const began of ['with nothing', 'in a snapshot']) {
    // The reporter that shows what a test that passed has noted.
    const { exitCode, output, report } = await runSample('prepared', { args: ['--reporter=verbose'], env: { CACHE: folder } })
    expect(report, output).toMatchObject({ success: true, numPassedTests: 1 })
    expect(exitCode, output).toBe(0)
    expect(output).toContain('prepare-cluster')
    const [, how, call] = /began (.*); called ([0-9a-f-]{36})/.exec(output) ?? []
    expect(how, output).toBe(began)
    runs.push(call)
  }
  expect(runs[1], 'whose call').toBe(runs[0])
  expect(await readdir(folder)).toEqual([expect.stringMatching(/^[0-9a-f]{16}\.state$/)])
})

test('what it throws is told with its place, the evidence is kept, and no state and no node is left', async () => {
  const context = await createTestContext(name)
  const folder = await makeFolder()
  const snapshot = join(folder, 'cache')
  const path = join(folder, 'prepare.ts')
  await writeFile(
    path,
    `export default async ({ name }: { readonly name: string }): Promise<void> => {
  await Promise.resolve()
  throw new Error(\`helm cannot install into \${name}\\nno chart in ./charts\`)
}
`,
  )
  const error: unknown = await createCluster({ name, prepare: path, snapshot }, context).catch((reason: unknown) => reason)
  const text = (error as Error).message
    .replaceAll(folder, '<folder>')
    .replaceAll(context.artifactsDirectory, '<artifacts>')
    .replaceAll(/\d+\.\d s/g, 'N s')
    // Vitest's own processes show places in what is made of TypeScript.
    .replaceAll(/ts:\d+:\d+/g, 'ts:N:N')
    .replaceAll(/ ?(?:\{(?:[\w./-]+,)*inspect\.json(?:,[\w./-]+)*\}|\(\d+ files\))/g, '{…}')
  expect(text).toMatchInlineSnapshot(`
    "KIND_BOOT_FAILED: cluster "vitest-prepare" stopped in prepare-cluster after N s: <folder>/prepare.ts has thrown: helm cannot install into vitest-prepare
      seen   thrown at <folder>/prepare.ts:N:N
      seen   no chart in ./charts
      kept   <artifacts>/vitest-prepare/ index.html vitest-prepare-control-plane/{…}; nodes removed; keepOnFailure: true keeps them"
  `)
  expect(await nodesOf(name)).toEqual([])
  await expect(readdir(snapshot)).rejects.toMatchObject({ code: 'ENOENT' })
})
