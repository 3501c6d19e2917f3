import { expect, test } from 'vitest'
import { planMirror, planMirrorFiles, planMirrors, usesMirror } from '../../../src/plan/mirror.ts'
import { samplePlan } from '../../support/sample-plan.ts'

const hub = { registry: 'docker.io', upstream: 'https://registry-1.docker.io' }
const spec = { mirrors: { 'docker.io': hub.upstream, 'local.test:5000': 'http://upstream:5000' } }
const [first, second] = planMirrors(spec, 'kind')

test('clusters that pull from one registry by way of one place share a mirror; another place or network has its own', () => {
  expect(first!.name).toBe('vitest-kind-mirror-docker.io')
  expect(second!.name).toMatch(/^vitest-kind-mirror-local\.test-5000-[0-9a-f]{6}$/)
  const nameOf = (registry: string, upstream = `https://${registry}`, network = 'kind'): string =>
    planMirrors({ mirrors: { [registry]: upstream } }, network)[0]!.name
  expect(nameOf('ghcr.io')).toBe('vitest-kind-mirror-ghcr.io')
  const names = [nameOf('ghcr.io'), nameOf('ghcr.io', 'https://mirror.example.com'), nameOf('ghcr.io', 'https://ghcr.io', 'other')]
  expect(new Set(names).size).toBe(3)
  // No name that is looked up has a longer part.
  const long = nameOf(`${'a'.repeat(60)}.azurecr.io`)
  expect(Math.max(...long.split('.').map((label) => label.length))).toBeLessThan(64)
})

test('a cluster uses the mirrors of its spec; one that was made before there were any uses none', () => {
  expect(usesMirror(spec, hub)).toBe(true)
  expect(usesMirror(spec, { ...hub, upstream: 'https://mirror.example.com' })).toBe(false)
  expect(usesMirror({}, hub)).toBe(false)
})

test('a mirror pulls from its registry as nodes would, and keeps what it has pulled in a volume that bears its labels', () => {
  const { container, files } = planMirror({
    mirror: first!,
    image: 'registry:3',
    network: 'kind',
    proxyEnv: ['HTTPS_PROXY=http://proxy:3128'],
    certificates: ['A', 'B'],
  })
  const labels = { 'io.vitest-kind.mirror': 'docker.io', 'io.vitest-kind.upstream': hub.upstream }
  expect(container).toMatchObject({
    Image: 'registry:3',
    Env: ['HTTPS_PROXY=http://proxy:3128'],
    Labels: labels,
    HostConfig: {
      NetworkMode: 'kind',
      Mounts: [{ Type: 'volume', Source: 'vitest-kind-mirror-docker.io', VolumeOptions: { Labels: labels } }],
    },
  })
  // Published nowhere: it serves the nodes.
  expect(container.HostConfig).not.toHaveProperty('PortBindings')
  expect(files.map(({ content }) => content).join('\n')).toMatchInlineSnapshot(`
    "version: 0.1
    log:
      level: info
      accesslog:
        disabled: true
    storage:
      filesystem:
        rootdirectory: /var/lib/registry
      delete:
        enabled: true
    http:
      addr: :5000
    proxy:
      remoteurl: https://registry-1.docker.io
      ttl: 168h
      exec:
        command: /pulls-without-credentials

    A
    B"
  `)
})

test('nodes ask the mirror first, and then the registry', () => {
  expect(planMirrorFiles([first!])).toMatchInlineSnapshot(`
    [
      {
        "content": "server = "https://registry-1.docker.io"

    [host."http://vitest-kind-mirror-docker.io:5000"]
      capabilities = ["pull", "resolve"]
    ",
        "path": "/etc/containerd/certs.d/docker.io/hosts.toml",
      },
    ]
  `)
})

test('nodes reach their mirrors, and the registry beside them, without a proxy', () => {
  const host = { proxies: { http: 'http://proxy:3128', https: undefined, no: undefined } }
  const { nodes } = samplePlan({ registry: true, mirrors: ['docker.io'] }, host)
  const [, names] = nodes[0]!.container.Env.find((variable) => variable.startsWith('NO_PROXY='))!.split('=')
  expect(names!.split(',')).toEqual(expect.arrayContaining(['web-registry', 'vitest-kind-mirror-docker.io']))
})
