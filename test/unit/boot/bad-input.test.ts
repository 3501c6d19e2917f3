// What the options, the names of images and the engine's host tell is told before the engine is asked for anything.
import { expect, test } from 'vitest'
import { bootCluster } from '../../../src/boot/boot-cluster.ts'
import type { ClusterOptions } from '../../../src/config/options.ts'
import { readEnvironment } from '../../../src/config/env.ts'
import { resolveOptions } from '../../../src/config/resolve.ts'
import { startFakeEngine } from '../../support/fake-engine.ts'

const remove = { group: 'kubeadm.k8s.io', version: 'v1beta4', kind: 'ClusterConfiguration', patch: '- {op: remove, path: /dns}' }

test.for([
  ['docker', { networking: { apiServerAddress: '127.0.0.1' } }, 'networking.apiServerAddress'],
  ['my_docker', {}, 'DOCKER_HOST'],
  ['127.0.0.1', { kubeadmConfigPatchesJSON6902: [remove] }, 'kubeadmConfigPatchesJSON6902[0].patch  operation 0 (remove /dns)'],
  ['127.0.0.1', { image: 'kindest/node:v1.21.1' }, 'image  v1.21.1 is too old'],
  ['127.0.0.1', { version: '1.22.17' }, 'version  v1.22.17 is too old'],
] satisfies [string, ClusterOptions, string][])('with an engine on %s, %j costs nothing', async ([host, options, problem]) => {
  await using fake = await startFakeEngine({})
  const { spec, policy } = resolveOptions({ name: 'web', ...options }, 'a test')
  const booting = bootCluster({
    engine: { ...(await fake.connect()), host },
    spec,
    policy,
    environment: readEnvironment({}),
    owner: { host: 'laptop', bootId: 'b00t', pid: 42, startedAtMs: 0, stays: false },
    packageVersion: '0.0.0',
    directory: '/nowhere',
    onProgress: () => undefined,
    signal: new AbortController().signal,
    beforeFirstContainer: () => expect.unreachable(),
  })
  await expect(booting).rejects.toThrow(problem)
  await expect(booting).rejects.toThrow(/^KIND_CONFIG_INVALID/)
  expect(fake.asked.filter((request) => !request.endsWith('/_ping'))).toEqual([])
})
