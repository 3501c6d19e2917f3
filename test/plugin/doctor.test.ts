// The command line's look at the host, on whatever host this is.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { HostReport } from '../../src/api.ts'
import { hostChecks } from '../../src/plan/host/judge-host.ts'
import { startFakeEngine } from '../support/fake-engine.ts'
import { runCli } from '../support/run-cli.ts'

test('says of everything whether it is well, and in the last line how many nodes fit', async () => {
  const { code, stdout, stderr } = await runCli(['doctor'])
  const lines = stdout.trimEnd().split('\n')
  expect(lines[0]).toMatch(/^ok {7}engine +Docker \d+\.\S+, API 1\.\d+, at \S+ \(.+\): .+, linux\/\w+$/)
  expect(lines.slice(0, -2).filter((line) => !/^(ok|warning|problem|unseen) +\S+ +\S|^ +(do|seen) +\S/.test(line))).toEqual([])
  expect(lines.at(-1)).toMatch(/can carry \d+ nodes?.*; the limit is /)
  expect(stderr).toBe('')
  expect(code).toBe(/^problem/m.test(stdout) ? 1 : 0)
})

test('as JSON it is what the page promises', async () => {
  const { stdout } = await runCli(['doctor', '--json'])
  const report = JSON.parse(stdout) as HostReport
  expect(Object.keys(report)).toEqual(['ok', 'findings', 'capacity'])
  expect(report.findings).toEqual(
    report.findings.map(() => expect.objectContaining({ area: expect.any(String), check: expect.any(String), text: expect.any(String) })),
  )
  expect(report.findings.filter((finding) => finding.state !== 'ok' && finding.state !== 'unseen' && finding.do === undefined)).toEqual([])
  expect(report.capacity).toMatchObject({ nodes: expect.any(Number), limit: expect.any(String), byLimit: expect.any(Object) })
  const page = readFileSync(join(import.meta.dirname, '../../src/cli/README.md'), 'utf8').split('## What `doctor` found')[1] ?? ''
  const named = [...(page.match(/`findings\[\]\.check`.*/)?.[0].split('looked at:')[1] ?? '').matchAll(/`([^`]+)`/g)].map(
    ([, name]) => name,
  )
  expect(named).toEqual(hostChecks.map(({ name }) => name))
})

test('an engine that does not answer is a problem with its reason, and the rest is looked at all the same', async () => {
  const { code, stdout } = await runCli(['doctor'], { env: { DOCKER_HOST: 'unix:///nowhere.sock' } })
  expect(code).toBe(1)
  expect(stdout).toMatch(
    /^problem +engine +no Docker engine answered \(DOCKER_HOST, \d+\.\d s\)\n +seen +\/nowhere\.sock +no such file\n +do +/,
  )
  expect(stdout).toMatch(/^ok +node\.js/m)
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/can carry 0 nodes because of: engine/)
  const elsewhere = await runCli(['doctor'], { env: { DOCKER_HOST: 'tcp://127.0.0.1:1' } })
  expect(elsewhere.stdout).toMatch(/^unseen +host +the engine is not of this machine, and does not answer: inotify-instances, /m)
})

test('a boot that would surely fail is refused before it begins, in the same words', async () => {
  const info = {
    ServerVersion: '26.1.3',
    OperatingSystem: 'Ubuntu 22.04.4 LTS',
    KernelVersion: '6.5.0-35-generic',
    OSType: 'linux',
    Architecture: 'x86_64',
    Driver: 'overlay2',
    CgroupDriver: 'systemd',
    CgroupVersion: '2',
    CPUShares: true,
    MemoryLimit: true,
    PidsLimit: false,
    NCPU: 4,
    MemTotal: 250_000_000,
    DockerRootDir: '/home/you/.local/share/docker',
    SecurityOptions: ['name=seccomp,profile=builtin', 'name=rootless', 'name=cgroupns'],
    SystemTime: new Date().toISOString(),
  }
  await using fake = await startFakeEngine(
    {
      'GET /info': [{ body: info }],
      'GET /version': [{ body: { ApiVersion: '1.45' } }],
      'GET /networks': [{ body: [] }],
      'GET /containers/json': [{ body: [] }],
      'GET /images/json': [{ body: [] }],
    },
    { silent: true },
  )
  const env = { DOCKER_HOST: fake.address }
  const refusal = await runCli(['create', 'cluster', '--name', 'refused'], { env })
  expect(refusal.code).toBe(1)
  const [what = '', ...others] = [...refusal.stderr.matchAll(/^(?:ERROR: KIND_HOST_UNFIT: | {2}seen {3})(.*)$/gm)].map(([, text]) => text)
  expect(what).toBe('the user of this rootless engine has not been given pids to limit, without which no kubelet starts')
  expect(others).toHaveLength(1)
  expect(fake.asked.filter((request) => request.startsWith('POST /containers'))).toEqual([])
  const { stdout, code } = await runCli(['doctor'], { env })
  expect(code).toBe(1)
  expect([...stdout.matchAll(/^problem +\S+ +(.*)$/gm)].map(([, text]) => text)).toEqual([what, ...others])
})
