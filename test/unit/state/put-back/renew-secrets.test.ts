import { describe, expect, test } from 'vitest'
import { newCa, object, oldCa, renew, renewOne } from '../../../support/sample-renewal.ts'

describe('nobody comes in by what let somebody into the other cluster', () => {
  test('the token for joining is the new one', () => {
    const { key, object: secret } = renewOne(
      object('Secret', 'kube-system', 'bootstrap-token-zzzzzz', {
        type: 'bootstrap.kubernetes.io/token',
        data: { 'token-id': 'enp6enp6', 'token-secret': 'b2xk', 'usage-bootstrap-signing': 'dHJ1ZQ==' },
      }),
    )
    expect(key).toBe('/registry/secret/kube-system/bootstrap-token-aaaaaa')
    const data = secret['data'] as Record<string, string>
    expect(Object.fromEntries(Object.entries(data).map(([name, value]) => [name, Buffer.from(value, 'base64').toString()]))).toEqual({
      'token-id': 'aaaaaa',
      'token-secret': 'bbbbbbbbbbbbbbbb',
      'usage-bootstrap-signing': 'true',
      expiration: '2030-01-03T00:00:00Z',
    })
  })

  test("a ServiceAccount's is empty, for its controller to fill", () => {
    const secret = object('Secret', 'shop', 'token', {
      type: 'kubernetes.io/service-account-token',
      data: { token: 'b2xk', 'ca.crt': 'b2xk' },
    })
    expect(renew(secret)[0]!.object['data']).toEqual({})
  })

  test("a user's own Secret is as it was", () => {
    expect(renew(object('Secret', 'shop', 'mine', { type: 'Opaque', data: { a: 'Yg==' } }))[0]!.object['data']).toEqual({ a: 'Yg==' })
  })

  test('cluster-info names the new authority and place, without the old signature', () => {
    const kubeconfig = `clusters:\n- cluster:\n    certificate-authority-data: ${Buffer.from(oldCa).toString('base64')}\n    server: https://kind-control-plane:6443\n`
    const { object: info } = renewOne(
      object('ConfigMap', 'kube-public', 'cluster-info', { data: { kubeconfig, 'jws-kubeconfig-zzzzzz': 'x' } }),
    )
    expect(info['data']).toEqual({
      kubeconfig: `clusters:\n- cluster:\n    certificate-authority-data: ${Buffer.from(newCa).toString('base64')}\n    server: https://web-control-plane:6443\n`,
    })
  })
})

test("kubeadm's own ConfigMaps tell of the new cluster and its host", () => {
  const [config, kubelet, proxy] = renew(
    object('ConfigMap', 'kube-system', 'kubeadm-config', {
      data: {
        ClusterConfiguration:
          'clusterName: kind\ncontrolPlaneEndpoint: kind-control-plane:6443\napiServer:\n  certSANs: [old]\nkubernetesVersion: v1.37.2\n',
      },
    }),
    object('ConfigMap', 'kube-system', 'kubelet-config', {
      data: { kubelet: 'cgroupDriver: cgroupfs\ncgroupRoot: /kubelet.slice\nfailCgroupV1: false\nfailSwapOn: false\n' },
    }),
    object('ConfigMap', 'kube-system', 'kube-proxy', {
      data: {
        'config.conf': 'mode: iptables\nconntrack:\n  maxPerCore: 9\n',
        'kubeconfig.conf': 'server: https://kind-control-plane:6443\n',
      },
    }),
  ).map(({ object: one }) => one['data'] as Record<string, string>)
  expect(config!['ClusterConfiguration']).toBe(
    'clusterName: web\ncontrolPlaneEndpoint: web-control-plane:6443\napiServer:\n  certSANs:\n    - localhost\nkubernetesVersion: v1.37.2\n',
  )
  expect(kubelet!['kubelet']).toBe('failSwapOn: false\ncgroupDriver: systemd\ncgroupRoot: /kubelet\n')
  expect(proxy!['config.conf']).toContain('maxPerCore: 0')
  expect(proxy!['kubeconfig.conf']).toBe('server: https://web-control-plane:6443\n')
})
