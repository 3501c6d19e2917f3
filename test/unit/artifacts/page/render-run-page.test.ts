import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { renderRunPage } from '../../../../src/artifacts/page/render-run-page.ts'
import { sampleRun } from '../../../support/sample-run.ts'

test('what failed comes first, with its summary, what happened meanwhile and its files; then the whole run', () => {
  expect(readWords(renderRunPage(sampleRun()))).toMatchInlineSnapshot(`
    "1 of 3 tests failed
    cluster
    vitest-0d8cce
    Kubernetes
    v1.37.2
    nodes
    2
    began
    2026-11-29 20:15:04 UTC
    took
    41.8 s
    with
    vitest-kind 0.1.0, vitest 5.1.1, node 26.10.0
    What failed
    web > rolls out, test 2
    e2e/shop-0.test.ts
    failed after 9.0 s, 30 s into the run
    Deployment web has 0 of 2 replicas Ready after 9.0 s (the test’s 10 s)
    Deployment web has 0 of 2 replicas Ready after 9.0 s (the test’s 10 s)
    seen 2 pods: Running; container web is waiting: CrashLoopBackOff, 1 restart, last exit code 1 (Error)
    What was seen
    Deployment web has 1 of 2 replicas Ready
    Pod web-5d9c8b6f7d-x2x7l: Running; container web is waiting: CrashLoopBackOff, 1 restart, last exit code 1 (Error)
    web wrote: panic: NOTES_DIR is not set
    warning BackOff on Pod web-5d9c8b6f7d-x2x7l: Back-off restarting failed container web (2 times)
    since the test began: node vitest-0d8cce-worker is no longer Ready
    Meanwhile, in namespace rolls-out-1-0
    0 2 s 4 s 6 s 8 s
    test9.0 s
    Pods 2
    web-5d9c8b6f7d-x2x7lexit 1, 2 times
    web-5d9c8b6f7d-9kq4mready after 1.6 s
    Events 5
    normal3
    warnings2
    Nodes
    vitest-0d8cce-worker1
    5 events, 2 of them warnings
    after
    event
    message
    0.5 s
    Scheduled Pod/web-5d9c8b6f7d-x2x7l
    Successfully assigned rolls-out-1-0/web-5d9c8b6f7d-x2x7l to vitest-0d8cce-worker
    1.4 s
    Pulled Pod/web-5d9c8b6f7d-x2x7l
    Container image "quick-start/notes:1" already present on machine
    1.6 s
    Started Pod/web-5d9c8b6f7d-x2x7l
    Started container web
    3.6 s
    warning BackOff Pod/web-5d9c8b6f7d-x2x7l
    Back-off restarting failed container web in pod web-5d9c8b6f7d-x2x7l (2 times)
    6.3 s
    warning Unhealthy Pod/web-5d9c8b6f7d-x2x7l
    Readiness probe failed: Get "http://10.244.1.7:8080/healthz": dial tcp: connection refused (6 times)
    Files in rolls-out-1-0/
    summary.txt 512 B
    objects.yaml 18 kB
    events.log 2.3 kB
    nodes.txt 1.2 kB
    pods/web-5d9c8b6f7d-x2x7l/
    describe.txt 3.4 kB
    pods/web-5d9c8b6f7d-x2x7l/logs/
    web.log 1.0 MB, its end only
    web.previous.log 812 B
    The whole run
    boot action
    passed
    failed
    pod waits
    starts
    ready
    ends
    warning
    width
    ×1 ×4 ×16
    0 10 s 20 s 30 s 40 s
    Boot
    create-nodes1.4 s
    write-node-files0.3 s
    await-runtime2.2 s
    kubeadm-init16.9 s
    install-cni0.4 s
    install-storage0.3 s
    load-images1.1 s
    await-usable5.8 s
    4 short ones
    Tests 3
    e2e/shop-0.test.ts1 of 3 failed
    Pods of tests 6
    at most 4 at a time
    Pods of the cluster 6
    at most 6 at a time
    Events
    normal9
    warnings2
    Nodes
    vitest-0d8cce-worker1
    All 3 tests
    began
    test
    took
    state
    29.3 s
    web > rolls out, test 1 e2e/shop-0.test.ts
    0.7 s
    passed
    30 s
    web > rolls out, test 2 e2e/shop-0.test.ts
    9.0 s
    failed
    39.1 s
    web > rolls out, test 3 e2e/shop-0.test.ts
    1.9 s
    passed"
  `)
})

test('the page asks nobody for anything, and lets nothing else than its own script run', () => {
  const page = renderRunPage(sampleRun({ tests: 20, failed: [3, 4] }))
  const addresses = [...page.matchAll(/\b(?:href|src|action|data|srcset|poster|background|xlink:href)="([^"]*)"/g)].map(([, to = '']) => to)
  expect(addresses.length).toBeGreaterThan(10)
  expect(addresses.filter((to) => !/^(#test-[\w-]+|\.\/[\w./%-]+|data:,)$/.test(to))).toEqual([])
  expect(page).not.toMatch(/@import|url\(|<(?:iframe|object|embed|img|form|base)\b|\bon\w+=/)
  const [, own = ''] = page.match(/<script>(.*)<\/script>/s)!
  const hash = createHash('sha256').update(own).digest('base64')
  expect(page).toContain(
    `Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; script-src &#39;sha256-${hash}&#39;;`,
  )
})

test('names are the text of others, and are shown as it, wherever they stand', () => {
  const hostile = `"'><script>alert(1)</script><img src=x onerror=alert(2)>&amp;\u202Egnp\u0007`
  const record = sampleRun({ suffix: hostile })
  const [failed] = record.tests.filter(({ state }) => state === 'failed')
  const [attempt] = failed!.attempts
  const page = renderRunPage({
    ...record,
    cluster: { ...record.cluster, name: hostile, kubernetesVersion: hostile, nodes: [hostile], versions: { [hostile]: hostile } },
    boot: [{ ...record.boot[0]!, action: hostile }],
    tests: [
      {
        ...failed!,
        id: hostile,
        file: hostile,
        project: hostile,
        error: hostile,
        attempts: [
          {
            ...attempt!,
            summary: [hostile],
            bundle: {
              folder: `a b/${hostile}`,
              files: [
                { path: `../${hostile}`, bytes: 1 },
                { path: hostile, bytes: 1 },
              ],
            },
          },
        ],
      },
    ],
    nodeChanges: [{ ...record.nodeChanges[0]!, node: hostile, condition: hostile, reason: hostile }],
    gaps: [hostile],
  })
  expect(page.match(/<script/g)).toHaveLength(1)
  expect(page).not.toMatch(/<img|(?!\n)\p{Cc}|\u202E/u)
  // A quote would end an attribute: no tag has any other than those of ours.
  const tags = page.replace(/<style>.*<\/style>/s, '').replace(/<script>.*<\/script>/s, '')
  const whole = tags.match(/<[a-z][\w-]*(?:\s+[\w-]+(?:="[^"]*")?)*\s*\/?>/g)
  expect(whole).toHaveLength(tags.match(/<[a-z]/g)!.length)
  expect(readWords(page)).toContain(`"'><script>alert(1)</script><img src=x onerror=alert(2)>&amp;\uFFFDgnp\uFFFD`)
  expect(page).toContain('href="#"')
})

test('the timeline is drawn to scale: an action, a test and its band lie where they were', () => {
  const record = sampleRun()
  const page = renderRunPage(record)
  const share = (fromMs: number, toMs: number): string => {
    const percent = (ms: number): string => `${Number(((100 * ms) / (record.endedAtMs - record.startedAtMs)).toFixed(3))}%`
    return `left:${percent(fromMs - record.startedAtMs)};width:${percent(toMs - fromMs)}`
  }
  const init = record.boot.find(({ action }) => action === 'kubeadm-init')!
  expect(page).toContain(
    `<b class="bar action finished" style="${share(init.startedAtMs, init.endedAtMs!)}" data-tip="kubeadm-init: 16.9 s">`,
  )
  const failed = record.tests.find(({ state }) => state === 'failed')!
  const place = share(failed.startedAtMs, failed.endedAtMs)
  expect(page.split(`failed" style="${place}"`).length - 1, 'its bar and its band').toBe(2)
})

test('200 tests with their pods and events make a page that a browser opens at once', () => {
  const record = sampleRun({ tests: 200, failed: [3, 60, 61, 180], files: 30 })
  const page = renderRunPage(record)
  expect(page.length).toBeLessThan(600_000)
  expect(page.match(/<details open>/g), 'of many failures one is open').toHaveLength(1)
  expect(page.match(/<tr class="passed">/g)).toHaveLength(196)
})

test('a run whose cluster did not come up, and one in which nothing failed, say so', () => {
  const { boot, ...rest } = sampleRun({ tests: 2, failed: [] })
  expect(renderRunPage({ ...rest, boot })).toContain('<h1 class="passed">2 tests passed</h1>')
  const broken = boot.map((action) => (action.action === 'kubeadm-init' ? { ...action, state: 'failed' as const } : action))
  expect(renderRunPage({ ...rest, boot: broken, tests: [] })).toContain('The cluster did not come up: kubeadm-init failed')
})

/** What a person reads, a line for each part. */
function readWords(page: string): string {
  return page
    .replace(/^.*<body>/s, '')
    .replace(/<script>.*<\/script>/s, '')
    .replaceAll(/<span class="tick z(?:4|16)(?: last)?".*?<\/span>/g, '')
    .replaceAll(/<\/(?:tr|li|h\d|p|dl|summary|pre|fieldset)>|<div class="label">|<div class="ticks">/g, '\n')
    .replaceAll(/<\/(?:td|th|small|div|dd|dt|label|i)>/g, ' ')
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll(/[^\S\n]+/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n')
}
