import { expect, test } from 'vitest'
import { diagnose } from '../../../src/boot/diagnose.ts'

test.each([
  ['Failed to allocate manager object: Too many open files', /inotify/],
  ['write /var/lib/etcd/member/wal: no space left on device', /disk/],
  ['"kubelet is configured to not run on a host using cgroup v1"', /cgroup v1/],
  ['"State": { "oomKilled": true }', /memory/],
])('%s is recognised', (evidence, cause) => {
  expect(diagnose(`line before\n${evidence}\nline after`)?.why).toMatch(cause)
})

test('what no rule fits has no cause', () => {
  expect(diagnose('kubelet exited with 1')).toBeUndefined()
})
