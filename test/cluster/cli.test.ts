// A script written for kind, with our name in place of kind's: create, use, export, delete.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { expect, onTestFinished, test } from 'vitest'
import { connectKube } from '../../src/kube/connection.ts'
import { runCli } from '../support/run-cli.ts'
import { createTestContext } from '../support/cluster-context.ts'

const name = 'vitest-cli'

test('create, look at, export and delete a cluster', async () => {
  await createTestContext(name)
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-cli-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const kubeconfig = join(folder, 'kubeconfig')
  const cli = (args: string[], input = ''): ReturnType<typeof runCli> => runCli(args, { env: { KUBECONFIG: kubeconfig, KIND_CLUSTER_NAME: name }, input, cwd: folder })

  const created = await cli(['create', 'cluster', '--config', '-', '--wait', '1m', '--output', 'json'], 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes: [{ role: control-plane, labels: { made-by: cli } }]\n')
  expect(created, created.stderr).toMatchObject({ code: 0 })
  const events = created.stdout.trim().split('\n').map((line) => JSON.parse(line) as { type: string; action?: string; context?: string })
  expect(events).toContainEqual(expect.objectContaining({ type: 'finished', action: 'kubeadm-init' }))
  expect(events.at(-1)).toMatchObject({ type: 'usable', context: `kind-${name}`, kubeconfig })
  expect(created.stderr).toContain(`Set kubectl context to "kind-${name}"`)

  await using connection = await connectKube(await readFile(kubeconfig, 'utf8'))
  expect(await connection.request({ path: `/api/v1/nodes/${name}-control-plane` })).toMatchObject({ metadata: { labels: { 'made-by': 'cli' } } })
  expect(await cli(['create', 'cluster'])).toMatchObject({ code: 1, stderr: expect.stringContaining('KIND_CLUSTER_EXISTS') })

  expect((await cli(['get', 'clusters'])).stdout.split('\n')).toContain(name)
  expect(await cli(['get', 'nodes'])).toMatchObject({ code: 0, stdout: `${name}-control-plane\n` })
  expect(JSON.parse((await cli(['get', 'nodes', '--output', 'json'])).stdout)).toMatchObject([{ cluster: name, name: `${name}-control-plane`, role: 'control-plane', state: 'running' }])
  expect((await cli(['get', 'clusters', '--output', 'wide'])).stdout).toMatch(new RegExp(`^${name} +1/1 .*vitest-kind`, 'm'))
  expect(parse((await cli(['get', 'kubeconfig', '--internal'])).stdout)).toMatchObject({ clusters: [{ cluster: { server: `https://${name}-control-plane:6443` } }] })

  const other = join(folder, 'other')
  expect(await cli(['export', 'kubeconfig', '--kubeconfig', other])).toMatchObject({ code: 0, stdout: '' })
  expect(parse(await readFile(other, 'utf8'))).toMatchObject({ 'current-context': `kind-${name}` })
  expect(await cli(['exec', `${name}-control-plane`, '--', 'sh', '-c', 'cat; exit 7'], 'through the node\n')).toMatchObject({ code: 7, stdout: 'through the node\n' })

  const deleted = await cli(['delete', 'cluster'])
  expect(deleted).toMatchObject({ code: 0, stdout: '', stderr: `Deleting cluster "${name}" ...\nDeleted nodes: ["${name}-control-plane"]\n` })
  expect(parse(await readFile(kubeconfig, 'utf8'))).toMatchObject({ contexts: [], clusters: [], users: [], 'current-context': '' })
})
