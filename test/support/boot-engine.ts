// An engine that a boot of one node may ask, as far as the node's pause: images, network, container, log. What it does not know it
// takes and never answers.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { PassThrough } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { kindLabels } from '../../src/plan/labels.ts'
import { imageContract } from '../../src/plan/node-paths.ts'
import { imageLabels } from '../../src/plan/labels.ts'
import type { FakeEngine, Replies, Reply } from './fake-engine.ts'
import { startFakeEngine } from './fake-engine.ts'

interface Made {
  readonly name: string
  readonly labels: Record<string, string>
  started: boolean
}

export interface BootEngine extends FakeEngine {
  /** Names of the containers that are there. */
  readonly containers: () => string[]
}

/** @param change replies in place of some of those of an engine that works. */
export async function startBootEngine(change: (works: Replies) => Replies = () => ({})): Promise<BootEngine> {
  const made = new Map<string, Made>()
  const network = {
    Id: 'n1',
    Name: 'kind',
    Created: '2026-01-01T00:00:00Z',
    Labels: {},
    IPAM: { Config: [{ Subnet: '172.18.0.0/16' }] },
    EnableIPv6: false,
    Containers: {},
  }
  const image = {
    Id: 'sha256:1',
    Os: 'linux',
    Architecture: 'amd64',
    Config: { Labels: { [imageLabels.contract]: imageContract, [imageLabels.kubernetes]: 'v1.37.2' } },
  }
  const create = async (request: IncomingMessage, response: ServerResponse, afterMs: number): Promise<void> => {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    if (afterMs > 0) await pause(afterMs)
    const { Labels } = JSON.parse(text) as { Labels: Record<string, string> }
    const name = new URL(request.url ?? '', 'http://x').searchParams.get('name') ?? ''
    made.set(`id-${name}`, { name, labels: Labels, started: false })
    response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ Id: `id-${name}` }))
  }
  const list: Reply = (_request, response) => {
    const entries = [...made].map(([id, { name, labels, started }]) => ({
      Id: id,
      Names: [`/${name}`],
      Labels: labels,
      State: started ? 'running' : 'created',
      Created: 1,
      Image: 'node',
      NetworkSettings: { Networks: { kind: { IPAddress: '172.18.0.2' } } },
      Ports: [{ PrivatePort: 6443, PublicPort: 20_001, Type: 'tcp', IP: '127.0.0.1' }],
    }))
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(entries))
  }
  const node = 'id-web-control-plane'
  const inspect: Reply = {
    body: {
      Id: node,
      Name: '/web-control-plane',
      Created: '2026-01-01T00:00:00Z',
      State: { Status: 'running', Running: true, ExitCode: 0, OOMKilled: false, Error: '', Pid: 1, StartedAt: '2026-01-01T00:00:00Z' },
      RestartCount: 0,
      Config: { Labels: { [kindLabels.cluster]: 'web' }, Image: 'node', Tty: true },
      NetworkSettings: { Networks: {}, Ports: {} },
      Mounts: [],
    },
  }
  const remove: Reply = (_request, response) => {
    made.delete(node)
    response.writeHead(204).end()
  }
  const start: Reply = (_request, response) => {
    const one = made.get(node)
    if (one) one.started = true
    response.writeHead(204).end()
  }
  const log: Reply = (_request, response) =>
    void new PassThrough().end('paused-boot: waiting for SIGUSR1 capabilities=000001ffffffffff cgroup=2\r\n').pipe(response)
  // By name it is there; it bears no label of ours.
  const listNetworks: Reply = (request, response) =>
    void response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify(request.url?.includes('label') ? [] : [network]))
  const works: Replies = {
    'GET /info': [
      { body: { DockerRootDir: '/nowhere', ServerVersion: '27.0.0', CgroupVersion: '2', Driver: 'overlay2', NCPU: 4, MemTotal: 2 ** 34 } },
    ],
    'GET /version': [{ body: { Version: '27.0.0', ApiVersion: '1.46', Arch: 'amd64' } }],
    'GET /images/node:1/json': [{ body: image }],
    'GET /networks': [listNetworks],
    'GET /networks/n1': [{ body: network }],
    'GET /containers/json': [list],
    'POST /containers/create': [(request, response) => void create(request, response, 0)],
    'POST /containers/create, late': [(request, response) => void create(request, response, 200)],
    [`GET /containers/${node}/json`]: [inspect],
    [`POST /containers/${node}/start`]: [start],
    [`GET /containers/${node}/logs`]: [log],
    [`DELETE /containers/${node}`]: [remove],
    [`GET /containers/${node}/archive`]: [{ status: 404, body: { message: 'Could not find the file' } }],
    [`PUT /containers/${node}/archive`]: [{}],
    [`POST /containers/${node}/kill`]: [{ status: 204 }],
  }
  const fake = await startFakeEngine({ ...works, ...change(works) }, { silent: true })
  return Object.assign(fake, { containers: () => [...made.values()].map(({ name }) => name) })
}
