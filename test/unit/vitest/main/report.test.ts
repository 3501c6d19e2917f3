import { expect, test } from 'vitest'
import type { ClusterHandle } from '../../../../src/cluster/handle.ts'
import { renderKept, renderProgress, renderRemoved, renderUsable } from '../../../../src/vitest/main/report.ts'

const handle = {
  name: 'web',
  kubernetesVersion: 'v1.37.2',
  kubeconfigPath: '/project/.vitest/kind/web/kubeconfig',
  adopted: false,
} as ClusterHandle

test('one line for each finished action, then the total', () => {
  const lines = [
    renderProgress({ type: 'started', cluster: 'web', action: 'create-nodes' }),
    renderProgress({ type: 'finished', cluster: 'web', action: 'create-nodes', elapsedMs: 1234 }),
    renderProgress({ type: 'notice', cluster: 'web', text: 'cgroup v1: failCgroupV1 is off' }),
    renderProgress({ type: 'failed', cluster: 'web', action: 'kubeadm-init', elapsedMs: 41_800 }),
    renderUsable(handle, 24_100),
    renderUsable({ ...handle, adopted: true }, 300),
    renderRemoved('web', 900),
  ]
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "
     kind  web  create-nodes           1.2 s
     kind  web  cgroup v1: failCgroupV1 is off
     kind  web  kubeadm-init          41.8 s  failed
     kind  web  usable                24.1 s  Kubernetes v1.37.2
     kind  web  adopted                0.3 s  Kubernetes v1.37.2
     kind  web  removed                0.9 s"
  `)
})

test('a kept cluster says how to reach and how to delete it', () => {
  expect(renderKept(handle)).toMatchInlineSnapshot(`
    " kind  web  kept, because the run failed (keepOnFailure)
           reach it:   export KUBECONFIG=/project/.vitest/kind/web/kubeconfig
           delete it:  npx vitest-kind delete cluster --name web"
  `)
})
