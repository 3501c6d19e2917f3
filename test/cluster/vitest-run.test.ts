// Vitest with a real cluster, as users run it: on sample projects, in a process of its own.
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nodesOf } from '../support/nodes-of.ts'
import { runSample, sampleFolder } from '../support/run-sample.ts'
import { actionsOf, nameOf } from '../support/sample-output.ts'

test('a run has a cluster, every fixture works, and nothing is left', async () => {
  const { exitCode, output, report } = await runSample('smoke')
  expect(report, output).toMatchObject({ success: true, numPassedTests: 7 })
  expect(exitCode, output).toBe(0)
  const name = nameOf(output)
  expect(actionsOf(output)).toEqual(
    expect.arrayContaining(['create-nodes', 'release-nodes', 'kubeadm-init', 'install-cni', 'usable', 'removed']),
  )
  expect(await nodesOf(name)).toEqual([])
  await expect(access(join(sampleFolder('smoke'), '.vitest/kind', name, 'kubeconfig'))).rejects.toMatchObject({ code: 'ENOENT' })
})

test('clusters asked for in test files are made once for the same meaning, and removed at the end', async () => {
  const { exitCode, output, report } = await runSample('on-demand')
  expect(report, output).toMatchObject({ success: true, numPassedTests: 4 })
  expect(exitCode, output).toBe(0)
  expect(actionsOf(output).filter((action) => action === 'usable')).toHaveLength(1)
  expect(await nodesOf(nameOf(output))).toEqual([])
})

test('a file with a cluster of its own: no other file has it, and it is gone before the next one is made', async () => {
  const { exitCode, output, report } = await runSample('isolated')
  expect(report, output).toMatchObject({ success: true, numPassedTests: 4 })
  expect(exitCode, output).toBe(0)
  const told = [...output.matchAll(/^ kind {2}(\S+) {2}(usable|removed) /gm)].map(([, name, what]) => ({ name, what }))
  expect(told.map(({ what }) => what)).toEqual(['usable', 'removed', 'usable', 'removed'])
  expect(new Set(told.map(({ name }) => name)).size).toBe(2)
  for (const { name } of told) expect(await nodesOf(name!)).toEqual([])
})
