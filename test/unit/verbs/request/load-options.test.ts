import { expect, test } from 'vitest'
import { loadOptions } from '../../../../src/verbs/request/load-options.ts'

const nodes = [{ role: 'control-plane' }, { role: 'worker' }]

test('a configuration is taken as a file, as text and as an object', async () => {
  const text = '{"kind": "Cluster", "apiVersion": "kind.x-k8s.io/v1alpha4",\n"nodes": [{"role": "control-plane"}, {"role": "worker"}]}'
  const object = { kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4', nodes: [{ role: 'control-plane' }, { role: 'worker' }] } as const
  for (const config of ['fixtures/configs/valid/json.yaml', text, object]) {
    expect(await loadOptions({ config, image: 'node:1' }, 'a test')).toEqual({ nodes, image: 'node:1' })
  }
})

test('problems bear the name of the file', async () => {
  await expect(loadOptions({ config: 'fixtures/configs/invalid/no-control-plane.yaml' }, 'a test')).rejects.toThrow(
    '1 problem in the kind configuration (fixtures/configs/invalid/no-control-plane.yaml)',
  )
})

test('a file that is not there is told with the place that was looked at', async () => {
  await expect(loadOptions({ config: 'knd.yaml' }, 'kind() in vitest.config.ts')).rejects.toThrow(
    /1 problem in the cluster options \(kind\(\) in vitest\.config\.ts\)\n {2}config {2}"knd\.yaml" cannot be read: there is no file \/.*\/knd\.yaml\n {2}nothing was started/,
  )
})
