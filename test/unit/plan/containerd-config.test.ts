import { parse } from 'smol-toml'
import { expect, test } from 'vitest'
import { isContainerdConfigKept, patchContainerdConfig } from '../../../src/plan/containerd-config.ts'

const none = { containerdConfigPatches: [], containerdConfigPatchesJSON6902: [] }
const free = { restrictOomScore: false, withoutSystemd: false, countsSeldom: false }

test.each([
  { version: 2, table: 'io.containerd.grpc.v1.cri' },
  { version: 3, table: 'io.containerd.cri.v1.runtime' },
])('version $version: the score is restricted in the right table, the rest is kept', ({ version, table }) => {
  const config = `version = ${version}\n[plugins.'${table}']\nenable_cdi = true\n[debug]\nlevel = 'info'\n`
  expect(parse(patchContainerdConfig(config, none, { ...free, restrictOomScore: true }).text)).toEqual({
    version,
    plugins: { [table]: { enable_cdi: true, restrict_oom_score_adj: true } },
    debug: { level: 'info' },
  })
})

test('merge patches come before JSON patches; one for another version of the format is skipped, and told', () => {
  const patches = {
    containerdConfigPatches: ['[debug]\nlevel = "debug"', 'version = 3\n[debug]\nlevel = "trace"'],
    containerdConfigPatchesJSON6902: ['- {op: test, path: /debug/level, value: debug}\n- {op: add, path: /debug/uid, value: 7}'],
  }
  const { text, notices } = patchContainerdConfig('version = 2\n', patches, free)
  expect(parse(text)).toEqual({ version: 2, debug: { level: 'debug', uid: 7 } })
  expect(notices).toEqual(["containerdConfigPatches[1] is for version 3 of containerd's configuration and the node has version 2: skipped"])
})

test('a JSON patch that cannot be applied is told', () => {
  const patches = { ...none, containerdConfigPatchesJSON6902: ['- {op: remove, path: /grpc}'] }
  expect(() => patchContainerdConfig('version = 2\n', patches, free)).toThrow(
    'containerdConfigPatchesJSON6902[0]  operation 0 (remove /grpc): Value required at path: /grpc',
  )
})

test.each([
  { version: 2, table: 'io.containerd.grpc.v1.cri' },
  { version: 3, table: 'io.containerd.cri.v1.images' },
])('version $version: who asks for a registry has its nodes look into a folder, unless they look into another', ({ version, table }) => {
  const asked = { ...free, registryFolder: '/certs' }
  expect(isContainerdConfigKept(none, asked)).toBe(false)
  const registryOf = (config: string): unknown => parse(patchContainerdConfig(config, none, asked).text)['plugins']
  expect(registryOf(`version = ${version}\n`)).toEqual({ [table]: { registry: { config_path: '/certs' } } })
  const own = `version = ${version}\n[plugins.'${table}'.registry]\nconfig_path = '/own'\n`
  expect(registryOf(own)).toEqual({ [table]: { registry: { config_path: '/own' } } })
})

test.each([
  ['2, whose key of that name is a number for images', "version = 2\n[plugins.'io.containerd.grpc.v1.cri']\nstats_collect_period = 10\n"],
  ['3', "version = 3\n[plugins.'io.containerd.cri.v1.runtime']\nenable_cdi = true\n"],
])('what crictl shows of processors is counted every 10 s, unless a patch says otherwise: version %s', (_version, config) => {
  const seldom = { ...free, countsSeldom: true }
  expect(isContainerdConfigKept(none, seldom)).toBe(false)
  const before = parse(config)['plugins'] as Record<string, object>
  const table = 'io.containerd.cri.v1.runtime'
  expect(parse(patchContainerdConfig(config, none, seldom).text)['plugins']).toEqual({
    ...before,
    [table]: { ...before[table], stats_collect_period: '10s' },
  })
  const own = { ...none, containerdConfigPatches: [`[plugins.'${table}']\nstats_collect_period = '1s'`] }
  expect(parse(patchContainerdConfig(config, own, seldom).text)).toHaveProperty(['plugins', table, 'stats_collect_period'], '1s')
})

test("without patches and on a free host the image's own configuration is kept", () => {
  expect(isContainerdConfigKept(none, free)).toBe(true)
  expect(isContainerdConfigKept(none, { ...free, restrictOomScore: true })).toBe(false)
  expect(isContainerdConfigKept(none, { ...free, withoutSystemd: true })).toBe(false)
})

const runtime = (table: string, name: string, more = ''): string =>
  `[plugins."${table}".containerd.runtimes.${name}.options]\nSystemdCgroup = true\n${more}`

test.each([
  [
    'the image has two runtimes',
    `version = 2\n${runtime('io.containerd.grpc.v1.cri', 'runc')}${runtime('io.containerd.grpc.v1.cri', 'other')}`,
    none,
  ],
  ['a newer format', `version = 3\n${runtime('io.containerd.cri.v1.runtime', 'runc')}`, none],
  [
    'a merge patch adds a runtime',
    `version = 2\n${runtime('io.containerd.grpc.v1.cri', 'runc')}`,
    {
      ...none,
      containerdConfigPatches: [runtime('io.containerd.grpc.v1.cri', 'nvidia', 'BinaryName = "/usr/bin/nvidia-container-runtime"\n')],
    },
  ],
  [
    'a JSON patch says so',
    `version = 2\n${runtime('io.containerd.grpc.v1.cri', 'runc')}`,
    {
      ...none,
      containerdConfigPatchesJSON6902: [
        '- {op: test, path: /plugins/io.containerd.grpc.v1.cri/containerd/runtimes/runc/options/SystemdCgroup, value: true}',
      ],
    },
  ],
])('without systemd no runtime makes cgroups by it: %s', (_case, config, patches) => {
  const { text } = patchContainerdConfig(config, patches, { ...free, withoutSystemd: true })
  expect(text.match(/SystemdCgroup = \w+/g)).toEqual(Array((text.match(/options\]/g) ?? []).length).fill('SystemdCgroup = false'))
  expect(patchContainerdConfig(config, patches, free).text).not.toContain('SystemdCgroup = false')
})
