// start-load-balancer: what stands in front of several control planes. join-control-planes puts them behind it.
import { expect, test } from 'vitest'
import { checkPlan } from '../../../src/plan/check-plan.ts'
import { samplePlan } from '../../support/sample-plan.ts'

const three = { nodes: [{}, {}, {}, { role: 'worker' }] } as const

test('one control plane has none, and is the endpoint itself', () => {
  const plan = samplePlan({ workers: 2 })
  expect(plan.loadBalancer).toBeUndefined()
  expect(plan.endpoint).toBe('web-control-plane:6443')
})

test('several have one that the kind CLI takes for its own', () => {
  const plan = samplePlan(three)
  expect(plan.endpoint).toBe('web-external-load-balancer:6443')
  const { name, container } = plan.loadBalancer!
  expect(name).toBe('web-external-load-balancer')
  expect(container.Labels).toMatchObject({ 'io.x-k8s.kind.cluster': 'web', 'io.x-k8s.kind.role': 'external-load-balancer' })
})

test('it has no rights, an address of its own, and the port of the API on the host', () => {
  const { Labels: _, ...container } = samplePlan({ ...three, networking: { apiServerPort: 7443 } }).loadBalancer!.container
  expect(container).toMatchInlineSnapshot(`
    {
      "Cmd": [
        "-db",
        "-f",
        "/kind/load-balancer.cfg",
      ],
      "Entrypoint": [
        "haproxy",
      ],
      "ExposedPorts": {
        "6443/tcp": {},
      },
      "HostConfig": {
        "Init": false,
        "NetworkMode": "kind",
        "PortBindings": {
          "6443/tcp": [
            {
              "HostIp": "127.0.0.1",
              "HostPort": "7443",
            },
          ],
        },
        "RestartPolicy": {
          "MaximumRetryCount": 1,
          "Name": "on-failure",
        },
      },
      "Hostname": "web-external-load-balancer",
      "Image": "vitest-kind/node:v1.37.2",
      "NetworkingConfig": {
        "EndpointsConfig": {
          "kind": {
            "IPAMConfig": {
              "IPv4Address": "172.18.167.44",
              "IPv6Address": "fc00:f853:ccd:e793:8000::fa10",
            },
          },
        },
      },
      "StopSignal": "SIGKILL",
      "User": "65534:65534",
      "name": "web-external-load-balancer",
    }
  `)
})

test('its servers are the control planes, by their fixed addresses', () => {
  expect(samplePlan(three).loadBalancer!.files).toMatchInlineSnapshot(`
    [
      {
        "content": "global
      maxconn 4000

    defaults
      mode tcp
      # Another server is tried after one that does not answer; a dead container is silent, its address may be gone.
      timeout connect 1s
      retries 3
      option redispatch 1
      # A watch may be silent for long; who is gone is found out by keep-alives.
      timeout client 24h
      timeout server 24h
      option clitcpka
      option srvtcpka
      timeout check 5s

    frontend api
      bind *:6443
      default_backend control-planes

    backend control-planes
      balance leastconn
      # Ready, not only alive: one that starts, stops or has lost etcd gets no new connections.
      option httpchk GET /readyz
      http-check expect status 200
      # Clients of one that is down learn it at once, instead of waiting for answers.
      default-server check check-ssl verify none inter 2s fastinter 500ms downinter 500ms rise 1 fall 2 on-marked-down shutdown-sessions
      server web-control-plane 172.18.167.40:6443
      server web-control-plane2 172.18.167.41:6443
      server web-control-plane3 172.18.167.42:6443
    ",
        "path": "/kind/load-balancer.cfg",
      },
    ]
  `)
})

test('where the engine chooses addresses, they are looked up by name', () => {
  const [file] = samplePlan(three, { network: { name: 'kind', ipv6: false, takenAddresses: [] } }).loadBalancer!.files
  expect(file!.content).toContain('nameserver dns 127.0.0.11:53')
  expect(file!.content).toContain(
    '  server web-control-plane2 web-control-plane2:6443 resolvers engine init-addr none resolve-prefer ipv4\n',
  )
})

test('control planes whose addresses may change are worth a word', () => {
  const elsewhere = { network: { name: 'kind', ipv6: false, takenAddresses: [] } }
  expect(checkPlan(samplePlan(three))).toEqual([])
  expect(checkPlan(samplePlan({ workers: 2 }, elsewhere))).toEqual([])
  expect(checkPlan(samplePlan(three, elsewhere))).toEqual([expect.stringContaining('may not find each other after a restart')])
})
