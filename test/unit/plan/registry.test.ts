import { expect, test } from 'vitest'
import { findRegistryPort, planRegistry, planRegistryFiles, registryNames, renderRegistryConfigMap } from '../../../src/plan/registry.ts'

const names = registryNames('web', 24_000)

test('a registry is published on the loopback of the engine, and bears the labels of its cluster', () => {
  const { name, container, files } = planRegistry({
    cluster: 'web',
    image: 'registry:3',
    network: 'kind',
    labels: { a: 'b' },
    hostPort: 24_000,
  })
  expect(name).toBe('web-registry')
  expect(container).toMatchObject({
    Image: 'registry:3',
    Labels: { a: 'b' },
    HostConfig: { NetworkMode: 'kind', PortBindings: { '5000/tcp': [{ HostIp: '127.0.0.1', HostPort: '24000' }] } },
  })
  expect(container.Cmd).toEqual(['serve', files[0]!.path])
  expect(
    findRegistryPort([
      { containerPort: 6443, hostPort: 1 },
      { containerPort: 5000, hostPort: 24_000 },
    ]),
  ).toBe(24_000)
})

test('nodes find it under both of its names', () => {
  const [first, second] = planRegistryFiles(names)
  expect(first).toMatchInlineSnapshot(`
    {
      "content": "server = "http://web-registry:5000"

    [host."http://web-registry:5000"]
    ",
      "path": "/etc/containerd/certs.d/localhost:24000/hosts.toml",
    }
  `)
  expect(second).toEqual({ ...first, path: '/etc/containerd/certs.d/web-registry:5000/hosts.toml' })
})

test('it is announced as KEP-1755 has it', () => {
  expect(renderRegistryConfigMap(names)).toMatchInlineSnapshot(`
    {
      "apiVersion": "v1",
      "data": {
        "localRegistryHosting.v1": "host: localhost:24000
    hostFromContainerRuntime: web-registry:5000
    hostFromClusterNetwork: web-registry:5000
    help: https://kind.sigs.k8s.io/docs/user/local-registry/
    ",
      },
      "kind": "ConfigMap",
      "metadata": {
        "name": "local-registry-hosting",
        "namespace": "kube-public",
      },
    }
  `)
})
