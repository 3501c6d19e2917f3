import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { resolveRequest } from '../../../../src/verbs/request/request.ts'

const place = { source: 'a test', directory: '/project' }

test('paths of mounts count from the project, in a configuration and in options alone', async () => {
  const nodes = [{ extraMounts: [{ hostPath: 'data', containerPath: '/data' }] }]
  for (const options of [{ nodes }, { config: { kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4', nodes } }] as const) {
    const { spec } = await resolveRequest(options, place)
    expect(spec.nodes[0]?.extraMounts[0]?.hostPath).toBe('/project/data')
  }
})

test('manifests count from the project, and are read before anything is started', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'request-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  await writeFile(join(directory, 'good.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: good }\n')
  await writeFile(join(directory, 'bad.yaml'), 'apiVersion: v1\nkind: [\n')
  const { policy } = await resolveRequest({ manifests: ['good.yaml'] }, { source: 'a test', directory })
  expect(policy.manifests).toEqual([join(directory, 'good.yaml')])
  const failure = resolveRequest(
    { manifests: ['good.yaml', 'bad.yaml', 'none.yaml'], images: ['/nowhere.tar'] },
    { source: 'a test', directory },
  )
  const error: Error = await failure.then(
    () => expect.unreachable(),
    (thrown) => thrown,
  )
  expect(error.message.replaceAll(directory, '<project>')).toMatchInlineSnapshot(`
    "KIND_CONFIG_INVALID: 3 problems in the cluster options (a test)
      images[0]  there is no file /nowhere.tar
      manifests[1]  bad.yaml:2:8  did not find expected node content
      manifests[2]  there is no file or folder <project>/none.yaml
      nothing was started"
  `)
})

test.for([[{ manifests: 'crd.yaml' }], [{ manifests: [{}] }], [{ manifests: [''] }]])('%j is refused', async ([options]) => {
  await expect(resolveRequest(options as never, place)).rejects.toMatchObject({ code: 'KIND_CONFIG_INVALID' })
})
