// What engines of other hosts answered (fixtures/captures/docker/hosts.json) → examinations as they would be there.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEngineDetails, type EngineDetailsInfo } from '../../src/docker/engine-details.ts'
import { renderReport } from '../../src/cli/commands/doctor.ts'
import { planCapacity } from '../../src/plan/host/capacity.ts'
import type { HostDemand, HostExamination } from '../../src/plan/host/examination.ts'
import { judgeBeforeBoot, judgeHost } from '../../src/plan/host/judge-host.ts'

interface CapturedHost {
  readonly from: string
  readonly apiVersion: string
  readonly info: EngineDetailsInfo
}

const captures = JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/captures/docker/hosts.json'), 'utf8')) as Record<
  string,
  CapturedHost
>

/** A machine of which nothing is seen but what its engine says, with what a test adds to that. */
export function examineCaptured(name: string, seen: Partial<HostExamination> = {}): HostExamination {
  const { info, apiVersion } = captures[name]!
  const engine = parseEngineDetails(info, { ApiVersion: apiVersion })
  return {
    engine,
    where: 'unix:///var/run/docker.sock',
    source: 'the usual places',
    sight: 'nothing',
    limits: { ...noLimits, memory: { totalBytes: engine.memoryBytes, availableBytes: undefined, swapFreeBytes: 0 } },
    kernel: { modules: {}, ipv6: undefined },
    confinement: { selinux: undefined, appArmor: undefined, appArmorProfiles: undefined },
    network: {
      proxies: { http: undefined, https: undefined, no: undefined },
      resolvers: undefined,
      resolversBehind: undefined,
      routes: undefined,
      networks: [],
      name: 'kind',
    },
    clockAheadMs: 0,
    running: { 'control-plane': 0, worker: 0 },
    ...seen,
  }
}

/** Nothing is seen. */
export const noLimits: HostExamination['limits'] = {
  inotifyInstances: undefined,
  inotifyWatches: undefined,
  openFiles: undefined,
  tasks: undefined,
  conntrack: undefined,
  disks: [],
  memory: undefined,
}

/** Any one of the captured, all of whose machine is seen and well: for tests of one thing. */
export function examineHealthy(seen: Partial<HostExamination> = {}): HostExamination {
  return examineCaptured('Docker 29, containerd store', {
    sight: 'all',
    limits: {
      inotifyInstances: { max: 1024, used: 24 },
      inotifyWatches: { max: 524_288, used: 300 },
      openFiles: { max: 2_466_170, used: 1_500 },
      tasks: { max: 32_768, used: 300 },
      conntrack: { max: 262_144, used: 40 },
      disks: [{ directory: '/var/lib/docker', totalBytes: 250e9, freeBytes: 100e9, freeInodes: 5_000_000 }],
      memory: { totalBytes: 16e9, availableBytes: 12e9, swapFreeBytes: 0 },
    },
    kernel: {
      modules: { overlay: 'loaded', nf_tables: 'loaded', ip_tables: 'loadable', vxlan: 'loadable', br_netfilter: 'loaded' },
      ipv6: true,
    },
    confinement: { selinux: 'off', appArmor: true, appArmorProfiles: undefined },
    network: {
      proxies: { http: undefined, https: undefined, no: undefined },
      resolvers: ['10.0.0.53'],
      resolversBehind: undefined,
      routes: [
        { range: '172.17.0.0/16', device: 'docker0' },
        { range: '10.7.0.0/22', device: 'eth0' },
      ],
      networks: [{ name: 'bridge', subnets: ['172.17.0.0/16'], ipv6: false }],
      name: 'kind',
    },
    ...seen,
  })
}

/** Programs and an image with which all is well. */
export const more = {
  programs: { package: '0.1.0', nodeJs: '24.12.0', vitest: '5.1.1' },
  image: {
    version: '1.37',
    reference: 'vitest-kind/node:v1.37.2',
    notice: undefined,
    platform: 'linux/amd64',
    remedy: 'npx vitest-kind build node-image',
  },
  leftovers: [],
} as const satisfies HostExamination['more']

const demand: HostDemand = {
  nodes: [{ role: 'control-plane' }],
  networking: { ipFamily: 'ipv4', podSubnet: '10.244.0.0/16', serviceSubnet: '10.96.0.0/16' },
}

/** What `vitest-kind doctor` would print there. */
export function report(host: HostExamination): string {
  const { refused } = judgeBeforeBoot(host, demand)
  const checks = refused.map(({ check }) => check)
  return renderReport({ findings: judgeHost(host, demand), capacity: planCapacity(host, checks) })
}
