import { parse } from 'smol-toml'
import { expect, test } from 'vitest'
import { isContainerdConfigKept, patchContainerdConfig } from '../../../src/plan/containerd-config.ts'

const none = { containerdConfigPatches: [], containerdConfigPatchesJSON6902: [] }
const free = { restrictOomScore: false }

test.each([
  { version: 2, table: 'io.containerd.grpc.v1.cri' },
  { version: 3, table: 'io.containerd.cri.v1.runtime' },
])('version $version: the score is restricted in the right table, the rest is kept', ({ version, table }) => {
  const config = `version = ${version}\n[plugins.'${table}']\nenable_cdi = true\n[debug]\nlevel = 'info'\n`
  expect(parse(patchContainerdConfig(config, none, { restrictOomScore: true }).text)).toEqual({
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
  expect(() => patchContainerdConfig('version = 2\n', patches, free)).toThrow('containerdConfigPatchesJSON6902[0]  operation 0 (remove /grpc): Value required at path: /grpc')
})

test('without patches and on a free host the image\'s own configuration is kept', () => {
  expect(isContainerdConfigKept(none, free)).toBe(true)
  expect(isContainerdConfigKept(none, { restrictOomScore: true })).toBe(false)
})
