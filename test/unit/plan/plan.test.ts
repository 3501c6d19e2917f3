import { describe, expect, test } from 'vitest'
import { samplePlan } from '../../support/sample-plan.ts'

test('one control plane is one container, with labels that tell all about it', () => {
  expect(samplePlan({ labels: { suite: 'e2e' } }).nodes.map((node) => node.container)).toMatchInlineSnapshot(`
    [
      {
        "Cmd": [
          "/sbin/init",
        ],
        "Entrypoint": [
          "/usr/local/bin/paused-boot",
          "/usr/local/bin/entrypoint",
        ],
        "Env": [
          "container=docker",
          "KUBECONFIG=/etc/kubernetes/admin.conf",
        ],
        "ExposedPorts": {
          "6443/tcp": {},
        },
        "HostConfig": {
          "Binds": [
            "/lib/modules:/lib/modules:ro",
          ],
          "CgroupnsMode": "private",
          "Init": false,
          "NetworkMode": "kind",
          "PortBindings": {
            "6443/tcp": [
              {
                "HostIp": "127.0.0.1",
                "HostPort": "20001",
              },
            ],
          },
          "Privileged": true,
          "RestartPolicy": {
            "MaximumRetryCount": 1,
            "Name": "on-failure",
          },
          "SecurityOpt": [
            "seccomp=unconfined",
            "apparmor=unconfined",
          ],
          "Tmpfs": {
            "/run": "",
            "/tmp": "",
          },
        },
        "Hostname": "web-control-plane",
        "Image": "vitest-kind/node:v1.37.2",
        "Labels": {
          "io.vitest-kind.created": "1970-01-01T00:00:00.000Z",
          "io.vitest-kind.owner": "{"host":"laptop","bootId":"b00t","pid":42,"startedAtMs":0,"stays":false}",
          "io.vitest-kind.reuse": "never",
          "io.vitest-kind.spec": "{"name":"web","version":"1.37","nodes":[{"role":"control-plane","image":null,"labels":{},"taints":null,"env":{},"memoryBytes":null,"cpus":null,"extraMounts":[],"extraPortMappings":[],"kubeadmConfigPatches":[],"kubeadmConfigPatchesJSON6902":[]}],"labels":{"suite":"e2e"},"registry":false,"mirrors":{},"networking":{"ipFamily":"ipv4","apiServerPort":0,"disableDefaultCNI":false,"kubeProxyMode":"iptables","podSubnet":"10.244.0.0/16","serviceSubnet":"10.96.0.0/16","apiServerAddress":null,"dnsSearch":null},"featureGates":{},"runtimeConfig":{},"fidelity":"fast","prepare":null,"kubeadmConfigPatches":[],"kubeadmConfigPatchesJSON6902":[],"containerdConfigPatches":[],"containerdConfigPatchesJSON6902":[]}",
          "io.vitest-kind.spec-hash": "df9afcac6cf38f7501ce80a8d6c7eaef56742c6e23eb68ff54756402c45bb1df",
          "io.vitest-kind.version": "0.1.0",
          "io.x-k8s.kind.cluster": "web",
          "io.x-k8s.kind.role": "control-plane",
          "suite": "e2e",
        },
        "NetworkingConfig": {
          "EndpointsConfig": {
            "kind": {
              "IPAMConfig": {
                "IPv4Address": "172.18.167.40",
                "IPv6Address": "fc00:f853:ccd:e793:8000::fa0c",
              },
            },
          },
        },
        "Tty": true,
        "Volumes": {
          "/var": {},
        },
        "name": "web-control-plane",
      },
    ]
  `)
})

describe('several nodes', () => {
  const plan = samplePlan({ nodes: [{ role: 'worker' }, { role: 'control-plane' }, { role: 'worker' }] })

  test('are named as kind names them, control plane first', () => {
    expect(plan.nodes.map((node) => node.name)).toEqual(['web-control-plane', 'web-worker', 'web-worker2'])
  })

  test('have addresses of their own in the upper half of the network', () => {
    const addresses = plan.nodes.map((node) => JSON.stringify(node.container.NetworkingConfig).match(/172\.18\.(\d+)\.\d+/))
    expect(new Set(addresses.map((match) => match?.[0])).size).toBe(3)
    expect(addresses.every((match) => Number(match?.[1]) >= 128)).toBe(true)
  })
})

test('a network whose range the engine chose leaves the addresses to the engine', () => {
  const plan = samplePlan({}, { network: { name: 'kind', ipv6: false, takenAddresses: [] } })
  expect(plan.nodes[0]?.container.NetworkingConfig).toEqual({ EndpointsConfig: { kind: {} } })
})

test('a label of the user cannot hide one of ours', () => {
  const plan = samplePlan({ labels: { 'io.x-k8s.kind.cluster': 'other' } })
  expect(plan.nodes[0]?.container.Labels['io.x-k8s.kind.cluster']).toBe('web')
})
