import { expect, test } from 'vitest'
import { readPhase } from '../../../src/boot/run-kubeadm.ts'

test('the phase kubeadm was in is the last one it named', () => {
  const output = `[init] Using Kubernetes version: v1.37.2
[certs] Using certificateDir folder "/etc/kubernetes/pki"
I1124 03:00:00.000000     100 manifests.go:103] [control-plane] getting StaticPodSpecs
[kubelet-start] Starting the kubelet
[wait-control-plane] Waiting for the kubelet to boot up the control plane
[wait-control-plane]: some other text`
  expect(readPhase(output)).toBe('wait-control-plane')
})

test('before the first phase there is none', () => {
  expect(readPhase('')).toBeUndefined()
})
