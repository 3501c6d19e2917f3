import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { describeFailure } from '../../../src/boot/describe-failure.ts'
import type { EvidenceSource } from '../../../src/boot/evidence/evidence.ts'
import { nameSource } from '../../../src/boot/evidence/evidence.ts'
import { readFramed, renderReports } from '../../../src/boot/evidence/framed-output.ts'
import { readFatalLine } from '../../../src/boot/evidence/fatal-line.ts'
import { findLastWords } from '../../../src/boot/evidence/last-words.ts'
import { readPluginErrors } from '../../../src/boot/evidence/plugin-errors.ts'
import { createRedactor } from '../../../src/support/redaction/redactor.ts'

test('each source has a name by which rules read it', () => {
  const files = [
    'kubelet.log',
    'kubeadm-join-web-worker2.log',
    'kubeadm-init.log',
    'inspect.json',
    'pods/kube-system_etcd-web_1/etcd/12.log',
  ]
  expect(files.map((source) => nameSource({ source }))).toEqual(['kubelet', 'kubeadm', 'kubeadm', 'inspect', 'container/etcd'])
})

test('the noisiest report is cut at its own end, and takes nothing from the others', () => {
  const script = renderReports(
    [
      { file: 'loud.log', command: 'seq 1 100000', maxBytes: 20 },
      { file: 'mute.log', command: 'true', maxBytes: 20 },
      { file: 'failing.log', command: 'echo first; ls /no/such/folder', maxBytes: 1000 },
    ],
    'mark-1',
  )
  const output = execFileSync('sh', ['-c', script], { encoding: 'utf8', env: { LC_ALL: 'C', PATH: process.env['PATH'] } })
  expect(readFramed(output, 'mark-1')).toEqual([
    { file: 'loud.log', text: '99998\n99999\n100000' },
    { file: 'failing.log', text: expect.stringMatching(/^first\nls: .*No such file or directory$/) },
  ])
})

test('an output that was cut off is read as far as it came', () => {
  expect(readFramed('mark-1 a.log\none\nmark-1 b.log\ntw', 'mark-1')).toEqual([
    { file: 'a.log', text: 'one' },
    { file: 'b.log', text: 'tw' },
  ])
  expect(readFramed('mark-1 a.l', 'mark-1')).toEqual([])
})

const source = (file: string, text: string, node = 'web-control-plane'): EvidenceSource => ({ node, source: file, text })

test('the program that failed has the last word: not those that waited for it', () => {
  const sources = [
    source('units.txt', 'unit = kubelet\nActiveState=active\nNRestarts=0\nunit = containerd\nActiveState=active\nNRestarts=0'),
    source('pods/kube-system_etcd-web_1/etcd/0.log', '2026-11-29T20:03:25.1Z stderr F {"level":"info","msg":"ready"}'),
    source('pods/kube-system_kube-apiserver-web_1/kube-apiserver/2.log', '2026-11-29T20:03:25.1Z stderr F starting'),
    source(
      'pods/kube-system_kube-apiserver-web_1/kube-apiserver/1.log',
      '2026-11-29T20:03:24.1Z stderr F Error: unknown flag: --no-such-flag',
    ),
    source(
      'pods/kube-system_kube-scheduler-web_1/kube-scheduler/0.log',
      '2026-11-29T20:03:24.1Z stderr F E1129 20:03:24.1 1 run.go:72] "command failed" err="connection refused"',
    ),
  ]
  expect(findLastWords({ sources })).toEqual([
    { node: 'web-control-plane', program: 'kube-apiserver', text: 'Error: unknown flag: --no-such-flag', runsAgain: true },
  ])
})

test('what ended while the control plane came up, and runs again, is no news of a cluster that was usable', () => {
  const early = [
    source('pods/kube-system_kube-controller-manager-web_1/kube-controller-manager/1.log', '2026-11-30T09:30:02.1Z stderr F starting'),
    source(
      'pods/kube-system_kube-controller-manager-web_1/kube-controller-manager/0.log',
      '2026-11-30T09:30:01.1Z stderr F E1130 09:30:01.1 1 run.go:72] "command failed" err="timed out waiting for the apiserver"',
    ),
  ]
  const late = [
    source(
      'pods/kube-system_etcd-web_1/etcd/0.log',
      '2026-11-30T09:31:01.1Z stderr F {"level":"fatal","ts":"2026-11-30T09:31:01Z","msg":"no space left on device"}',
    ),
  ]
  const tell = (wasUsable: boolean, sources: readonly EvidenceSource[]): readonly string[] | undefined =>
    describeFailure(
      {
        cluster: 'web',
        action: 'one',
        cause: new Error('no chart'),
        wasUsable,
        elapsedMs: 1,
        limit: { budgetMs: 9, owner: 'bootTimeout' },
      },
      { sources, problems: [] },
      [],
      createRedactor([]),
    ).seen
  expect(tell(false, early)).toHaveLength(1)
  expect(tell(true, early)).toEqual([])
  expect(tell(true, late)?.[0]).toBe('last words of etcd on web-control-plane: no space left on device')
})

test('a kubelet that was started anew, and a containerd without its service for it, are heard as well', () => {
  const sources = [
    source('units.txt', 'unit = kubelet\nActiveState=activating\nNRestarts=4'),
    source(
      'kubelet.log',
      'Nov 29 19:58:08 web kubelet[231]: E1129 19:58:08.1     231 run.go:72] "command failed" err="unknown flag: --x"\nNov 29 19:58:08 web systemd[1]: kubelet.service: Failed',
    ),
    source(
      'plugins.txt',
      'Type:             io.containerd.grpc.v1\nID:               cri\nError:           \n                  Code:        Unknown\n                  Message:     invalid plugin config: no',
    ),
  ]
  expect(findLastWords({ sources }).map(({ program, text }) => `${program}: ${text}`)).toEqual([
    'containerd: io.containerd.grpc.v1.cri: invalid plugin config: no',
    'kubelet: run.go:72] "command failed" err="unknown flag: --x"',
  ])
})

test('an end of several lines is read as one', () => {
  const before = 'Nov 29 20:12:02 web-control-plane kubelet[282]: '
  const log = [
    'E1129 20:12:02.406845     282 run.go:72] "command failed" err=<',
    '        failed to validate kubelet flags: unknown labels',
    '        must begin with an allowed prefix',
    ' >',
  ]
  const text = [...log.map((line) => before + line), 'Nov 29 20:12:02 web-control-plane systemd[1]: kubelet.service: Failed'].join('\n')
  expect(readFatalLine(text)).toBe(
    'run.go:72] "command failed" err=failed to validate kubelet flags: unknown labels; must begin with an allowed prefix',
  )
})

test('of a panic the record says more than the panic', () => {
  const log = `2026-11-29T20:08:31.1Z stderr F {"level":"panic","ts":"2026-11-29T20:08:31Z","msg":"failed to create WAL","error":"no space left on device"}
2026-11-29T20:08:31.1Z stderr F panic: failed to create WAL
2026-11-29T20:08:31.1Z stderr F goroutine 1 [running]:`
  expect(readFatalLine(log)).toBe('failed to create WAL: no space left on device')
})

test('of plugins that need each other the one that failed by itself is named', () => {
  const plugin = (type: string, id: string, message?: string): string =>
    `Type:             ${type}\nID:               ${id}\n${message === undefined ? '' : `Error:           \n                  Code:        Unknown\n                  Message:     ${message}\n`}                 \n`
  const broken = [
    plugin('io.containerd.snapshotter.v1', 'blockfile', 'no scratch file generator: skip plugin'),
    plugin('io.containerd.cri.v1', 'images', 'invalid cri image config: `mirrors` cannot be set when `config_path` is provided'),
    plugin('io.containerd.cri.v1', 'runtime'),
    plugin(
      'io.containerd.grpc.v1',
      'cri',
      'unable to load CRI image service plugin dependency: no plugins registered for io.containerd.cri.v1',
    ),
  ]
  expect(readPluginErrors(broken.join(''))).toEqual([
    'io.containerd.cri.v1.images: invalid cri image config: `mirrors` cannot be set when `config_path` is provided',
  ])
  expect(readPluginErrors(plugin('io.containerd.grpc.v1', 'cri'))).toEqual([])
  expect(readPluginErrors(plugin('io.containerd.content.v1', 'content'))).toEqual(['io.containerd.grpc.v1.cri: not loaded'])
  expect(readPluginErrors('')).toEqual([])
})

test('what opens doors is not kept', () => {
  const { redact } = createRedactor()
  const text = `HTTPS_PROXY=http://me:secret1@proxy:3128
remote https://ghp-secret8secret8secret8@git.example/shop.git
Authorization: Bearer secret2secret2
token eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJrdWJlIn0.c2VjcmV0Mw
kubeadm join --token abcdef.secret4secret445
"DB_PASSWORD=secret5"
-----BEGIN EC PRIVATE KEY-----
secret6
-----END EC PRIVATE KEY-----
clientSecretKey: secret7
the rest stays: etcd.service, 10.96.0.1:443, sha256:0123`
  expect(redact(text.replaceAll('secret4secret445', 'secret4secret44x'))).not.toMatch(/secret\d/)
  expect(redact(text)).toContain('the rest stays: etcd.service, 10.96.0.1:443, sha256:0123')
})
