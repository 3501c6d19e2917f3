import { expect, test } from 'vitest'
import { readFailure, readPhase } from '../../../src/boot/run-kubeadm.ts'

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

test('progress that comes after the error is not what failed', () => {
  const output = [
    'error: error execution phase certs/ca: no such file',
    'To see the stack trace of this error execute with --v=5 or higher',
    '[init] Using Kubernetes version: v1.37.2',
    '[certs] Using certificateDir folder "/etc/kubernetes/pki"',
  ].join('\n')
  expect(readFailure(output)).toEqual(['error: error execution phase certs/ca: no such file'])
  expect(readFailure('[init] Using Kubernetes version: v1.37.2\n'), 'without an error, its last words').toEqual([
    '[init] Using Kubernetes version: v1.37.2',
  ])
})
