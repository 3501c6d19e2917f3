import { parse } from 'smol-toml'
import { expect, test } from 'vitest'
import { restrictOomScore } from '../../../src/plan/containerd-config.ts'

test.each([
  { version: 2, table: 'io.containerd.grpc.v1.cri' },
  { version: 3, table: 'io.containerd.cri.v1.runtime' },
])('version $version: the score is restricted in the right table, the rest is kept', ({ version, table }) => {
  const config = `version = ${version}\n[plugins.'${table}']\nenable_cdi = true\n[debug]\nlevel = 'info'\n`
  expect(parse(restrictOomScore(config))).toEqual({
    version,
    plugins: { [table]: { enable_cdi: true, restrict_oom_score_adj: true } },
    debug: { level: 'info' },
  })
})
