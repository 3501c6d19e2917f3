import { expect, test } from 'vitest'
import { judgeEnds, readEnds, type WatchedFile } from '../../../src/boot/watch/judge-programs.ts'

const apiServer = (attempt: number, words: string): WatchedFile => ({
  file: `pods/kube-system_kube-apiserver-web-control-plane_99471cd5/kube-apiserver/${attempt}.log`,
  text: `2026-11-29T19:58:48.267015939Z stderr F I1129 19:58:48.266764       1 options.go:261] external host was not specified\n2026-11-29T19:58:48.495433856Z stderr F ${words}`,
})
const kubelet = (...words: string[]): WatchedFile => ({
  file: 'kubelet.log',
  text: words
    .map(
      (text, at) => `Nov 29 19:58:0${at} web-control-plane kubelet[${231 + at}]: E1129 19:58:0${at}.1     ${231 + at} run.go:72] ${text}`,
    )
    .join('\n'),
})
const noFile =
  'E1129 19:58:48.495255       1 run.go:72] "command failed" err="failed to apply admission: open /etc/kubernetes/adm/config.yaml: no such file or directory"'
const noEtcd = 'E1129 19:58:48.495255       1 run.go:72] "command failed" err="error creating storage factory: context deadline exceeded"'
const odd = 'E1129 19:58:48.495255       1 run.go:72] "command failed" err="the moon is 384400 km away"'

test.each([
  ['an API server that ended once is waited for', [apiServer(0, noFile)], undefined],
  [
    'one that ended again for want of a file is not',
    [apiServer(1, noFile)],
    'run.go:72] "command failed" err="failed to apply admission: open /etc/kubernetes/adm/config.yaml: no such file or directory"',
  ],
  ['one that waits for etcd is, however often it ends', [apiServer(3, noEtcd), apiServer(4, noEtcd)], undefined],
  ['one whose words nobody knows is to say them twice', [apiServer(3, odd)], undefined],
  [
    'figures in them may differ',
    [apiServer(3, odd), apiServer(4, odd.replace('384400', '384401'))],
    'run.go:72] "command failed" err="the moon is 384401 km away"',
  ],
  ['one that says something else each time may come up', [apiServer(1, odd), apiServer(2, odd.replace('moon', 'sun'))], undefined],
  [
    'a kubelet that ended twice is waited for',
    [kubelet('"command failed" err="unknown flag: --x"', '"command failed" err="unknown flag: --x"')],
    undefined,
  ],
  [
    'one that ended three times alike is not',
    [kubelet(...Array.from({ length: 3 }, () => '"command failed" err="unknown flag: --x"'))],
    'run.go:72] "command failed" err="unknown flag: --x"',
  ],
  [
    'one that waits for containerd is',
    [
      kubelet(
        ...Array.from(
          { length: 3 },
          () => '"command failed" err="dial unix /run/containerd/containerd.sock: connect: no such file or directory"',
        ),
      ),
    ],
    undefined,
  ],
] as const)('%s', (_promise, files, words) => {
  expect(judgeEnds(readEnds(files))?.text).toBe(words)
})

test('what an etcd wrote that does not know an argument is enough at its second end', () => {
  const file = {
    file: 'pods/kube-system_etcd-web_8b3b/etcd/1.log',
    text: '2026-11-29T20:03:25.1Z stderr F flag provided but not defined: -no-such-flag\n2026-11-29T20:03:25.1Z stderr F Usage:',
  }
  expect(judgeEnds(readEnds([file]))).toEqual({ program: 'etcd', attempt: 1, text: 'flag provided but not defined: -no-such-flag' })
})
