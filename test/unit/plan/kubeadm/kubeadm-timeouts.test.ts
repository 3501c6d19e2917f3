import { expect, test } from 'vitest'
import { planKubeadmTimeouts } from '../../../../src/plan/kubeadm/kubeadm-timeouts.ts'
import { renderKubeadmConfig } from '../../../../src/plan/kubeadm/kubeadm-config.ts'
import { samplePlan } from '../../../support/sample-plan.ts'

const of = (bootTimeoutMs: number) => ({ policy: { bootTimeoutMs } })

test("a boot that was given 8 minutes is not ended by kubeadm's own minutes", () => {
  expect(planKubeadmTimeouts('kubeadm.k8s.io/v1beta4', of(480_000))).toEqual({
    common: {
      timeouts: {
        controlPlaneComponentHealthCheck: '480s',
        kubeletHealthCheck: '480s',
        kubernetesAPICall: '240s',
        etcdAPICall: '480s',
        tlsBootstrap: '480s',
        discovery: '480s',
      },
    },
    apiServer: {},
    discovery: {},
  })
  expect(planKubeadmTimeouts('kubeadm.k8s.io/v1beta3', of(480_000))).toEqual({
    common: {},
    apiServer: { timeoutForControlPlane: '480s' },
    discovery: { timeout: '480s' },
  })
})

test("none is made shorter than kubeadm's own", () => {
  for (const api of ['kubeadm.k8s.io/v1beta4', 'kubeadm.k8s.io/v1beta3'] as const)
    expect(planKubeadmTimeouts(api, of(1_000))).toEqual({ common: {}, apiServer: {}, discovery: {} })
  expect(planKubeadmTimeouts('kubeadm.k8s.io/v1beta4', of(120_500)).common).toEqual({
    timeouts: { kubernetesAPICall: '61s', etcdAPICall: '121s' },
  })
})

test("a patch of the user's has the last word", () => {
  const plan = samplePlan({
    bootTimeout: 480_000,
    kubeadmConfigPatches: [{ kind: 'InitConfiguration', timeouts: { kubernetesAPICall: '7s' } }],
  })
  const text = renderKubeadmConfig(plan, plan.nodes[0]!, { ipv4: '172.18.128.2', ipv6: '' }, { cgroupVersion: 2, lacksSysResource: false })
  const [, init, join] = text.split('---\n')
  expect(init).toMatch(/kubernetesAPICall: 7s\n(.*\n)*.*discovery: 480s/)
  expect(join).toContain('kubernetesAPICall: 240s')
})
