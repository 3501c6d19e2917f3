// What goes wrong in a test author's day, and of the cluster itself: a failure names the cause in ten lines, a matcher's in its own message,
// any other's below it, and what explains it is kept.
import { readdir, readFile, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, test, type TestContext } from 'vitest'
import { plantSecrets } from '../support/plant-secrets.ts'
import { runSample, sampleFolder, type SampleRun } from '../support/run-sample.ts'
import { steady } from '../support/steady-failure.ts'
import { listFiles, tellFailure } from '../support/told-failures.ts'

const kept = join(sampleFolder('provoked'), '.vitest')
const planted = plantSecrets()
let ran: SampleRun

beforeAll(async () => {
  await rm(kept, { recursive: true, force: true })
  ran = await runSample('provoked', { env: { PLANTED: JSON.stringify(planted) } })
})

describe('provoked', () => {
  test('image missing', (context) =>
    expect(said(context)).toMatchInlineSnapshot(`
    "Error: Deployment web in image-missing-… should be ready, and cannot any more: seen after N s (patient: true waits all the same)
      the image of container web cannot be had: ImagePullBackOff: IP:1/web:2: dial tcp IP:1: connect: connection refused
      Deployment web has 0 of 1 replicas Ready
      kept   .vitest/kind/vitest-…/image-missing-…/"
  `))

  test('crash loop', (context) =>
    expect(said(context)).toMatchInlineSnapshot(`
    "Error: Deployment web in crash-loop-… should be ready, and did not within N s (timeout)
      Deployment web has 0 of 1 replicas Ready
      Pod web-…: Running; container web crashes: 3 (Error)
      web wrote: no database at db:5432
      kept   .vitest/kind/vitest-…/crash-loop-…/"
  `))

  test('bad probe', (context) =>
    expect(said(context)).toMatchInlineSnapshot(`
    "Error: Deployment web in bad-probe-… should have the condition Available=True, and did not within N s (timeout)
      Deployment web has Available=False: MinimumReplicasUnavailable: Deployment does not have minimum availability.
      Pod web-…: Running; container web runs but is not Ready
      warning Unhealthy on Pod web-…: Readiness probe failed: Get "http://IP:8080/ready": dial tcp IP:8080: connect: connection refused
      kept   .vitest/kind/vitest-…/bad-probe-…/"
  `))

  test('quota', (context) =>
    expect(said(context)).toMatchInlineSnapshot(`
    "Error: Deployment web in quota-… should be ready, and did not within N s (timeout)
      Deployment web has 0 of 1 replicas with the newest template; FailedCreate: exceeded quota: none, requested: pods=1, used: pods=0, limited: pods=0
      kept   .vitest/kind/vitest-…/quota-…/"
  `))

  test('claim unbound', (context) =>
    expect(said(context)).toMatchInlineSnapshot(`
    "Error: Pod web in claim-unbound-… should be ready, and did not within N s (timeout)
      Pod web is Pending; not scheduled: 0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found
      PersistentVolumeClaim data is Pending
      warning ProvisioningFailed on PersistentVolumeClaim data: storageclass.storage.k8s.io "fast" not found
      kept   .vitest/kind/vitest-…/claim-unbound-…/"
  `))

  test('webhook down', (context) =>
    expect(said(context)).toMatchInlineSnapshot(`
    "Error: Deployment web in webhook-down-… should be ready, and did not within N s (timeout)
      Deployment web has 0 of 1 replicas with the newest template; FailedCreate: failed calling webhook "policy.example.com": failed to call webhook: Post "https://policy.webhook-down-….svc:443/?timeout=10s": service "policy" not found
      kept   .vitest/kind/vitest-…/webhook-down-…/"
  `))

  test('RBAC denied', (context) =>
    expect(said(context)).toMatchInlineSnapshot(`
    "Error: Deployment web in rbac-denied-… should be ready, and did not within N s (timeout)
      Deployment web has 0 of 1 replicas Ready
      Pod web-…: Running; container web crashes: 1 (Error)
      web wrote: Error from server (Forbidden): nodes is forbidden: User "system:serviceaccount:rbac-denied-…:default" cannot list resource "nodes" in API group "" at the cluster scope
      kept   .vitest/kind/vitest-…/rbac-denied-…/"
  `))

  test('wrong architecture', (context) =>
    expect(said(context)).toMatchInlineSnapshot(`
    "Error: Deployment web in wrong-architecture-… should be ready, and did not within N s (timeout)
      Deployment web has 0 of 1 replicas Ready
      Pod web-…: Running; container web crashes: 255 (Error)
      web wrote: exec /app/web: exec format error
      kept   .vitest/kind/vitest-…/wrong-architecture-…/"
  `))

  test('out of memory', (context) =>
    expect(said(context)).toMatchInlineSnapshot(`
    "Error: Deployment web in out-of-memory-… should be ready, and did not within N s (timeout)
      Deployment web has 0 of 1 replicas Ready
      Pod web-…: Running; container web crashes: 137 (OOMKilled)
      kept   .vitest/kind/vitest-…/out-of-memory-…/"
  `))

  test('unschedulable', (context) =>
    expect(said(context)).toMatchInlineSnapshot(`
    "Error: Deployment web in unschedulable-… should be ready, and cannot any more: seen after N s (patient: true waits all the same)
      Pod web-… cannot be scheduled: none of the 2 nodes can take it: no label disk=ssd (nodeSelector)
      Deployment web has 0 of 1 replicas Ready
      Pod web-…: Pending; not scheduled: 0/2 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) had untolerated taint(s)
      kept   .vitest/kind/vitest-…/unschedulable-…/"
  `))

  test('finalizer stuck', (context) =>
    expect(said(context)).toMatchInlineSnapshot(`
    "Error: ConfigMap held in finalizer-stuck-… should be gone, and did not within N s (timeout)
      ConfigMap held is still there, deleted at TIME; held by finalizer example.com/backup
      kept   .vitest/kind/vitest-…/finalizer-stuck-…/"
  `))

  test('wrong selector', (context) =>
    expect(said(context)).toMatchInlineSnapshot(`
    "Error: Service web in wrong-selector-… should be ready, and did not within N s (timeout)
      Service web has no endpoints
      no pod has app=wbe: the pods there have app=web
      kept   .vitest/kind/vitest-…/wrong-selector-…/"
  `))

  test('nobody awaits', (context) =>
    expect(said(context)).toMatchInlineSnapshot(`
    "KindError: KIND_CONFIG_INVALID: expect(…).not.toBeGone(…) was not awaited: the test ended before it could tell
      do     await expect(…).not.toBeGone(…)
      kept   .vitest/kind/vitest-…/nobody-awaits-…/"
  `))

  test('port taken', (context) =>
    expect(said(context)).toMatchInlineSnapshot(`
    "Error: Pod web in port-taken-… should be ready, and did not within N s (timeout)
      Pod web is Pending; not scheduled: 0/2 nodes are available: 1 node(s) didn't have free ports for the requested pod ports, 1 node(s) had untolerated taint(s)
      kept   .vitest/kind/vitest-…/port-taken-…/"
  `))
})

describe('plain', () => {
  test('a pod ended meanwhile', (context) =>
    expect(said(context)).toMatchInlineSnapshot(`
    "AssertionError: expected 502 to be 200 // Object.is equality
      when it failed, in namespace a-pod-ended-meanwhile-…:
      Pod web-…: container web ended with 3 (Error) at TIME and was started again
      web wrote: no database at db:5432
      kept   .vitest/kind/vitest-…/a-pod-ended-meanwhile-…/"
  `))

  test('never came up', (context) =>
    expect(said(context)).toMatchInlineSnapshot(`
    "AssertionError: expected 502 to be 200 // Object.is equality
      when it failed, in namespace never-came-up-…:
      Deployment web has 0 of 1 replicas Ready
      Pod web-…: Pending; container web is waiting: ImagePullBackOff: IP:1/web:2: dial tcp IP:1: connect: connection refused
      Service web has 1 endpoint, none of them ready
      kept   .vitest/kind/vitest-…/never-came-up-…/"
  `))

  test('changed by somebody else', (context) =>
    expect(said(context)).toMatchInlineSnapshot(`
    "AssertionError: expected { color: 'red' } to deeply equal { color: 'blue' }
      when it failed, in namespace changed-by-somebody-else-…:
      ConfigMap settings was changed by somebody at TIME: data.color
      kept   .vitest/kind/vitest-…/changed-by-somebody-else-…/"
  `))
})

test.for(['all is well', 'tried twice', 'secrets everywhere'])('with nothing to tell but where it is kept: %s', (title, { skip }) => {
  expect(tellFailure(ran, { file: 'plain', title, skip })).toBe(
    `AssertionError: expected 502 to be 200 // Object.is equality\n  kept   .vitest/kind/vitest-…/${title.replaceAll(' ', '-')}-…/`,
  )
})

describe('faults', () => {
  test('node lost', (context) =>
    expect(said(context)).toMatchInlineSnapshot(`
    "AssertionError: expected 502 to be 200 // Object.is equality
      when it failed, in namespace node-lost-…:
      the container of node vitest-…-worker has exited with 137
      kept   .vitest/kind/vitest-…/node-lost-…/"
  `))

  test('API silent', (context) =>
    expect(said(context)).toMatchInlineSnapshot(`
    "Error: Deployment web in api-silent-… should be ready, and did not within N s (timeout)
      nothing has been seen of it: the API server has not answered
      more could not be asked: GET /api/v1/namespaces/api-silent-…/events: The operation was aborted due to timeout
      when it failed, in namespace api-silent-…:
      kube-apiserver on vitest-…-control-plane is stopped, and answers nobody
      kept   .vitest/kind/vitest-…/api-silent-…/"
  `))
})

test('of each attempt that failed a folder is kept, and one of the whole cluster; they outlive it', async () => {
  const [cluster = ''] = (await readdir(join(kept, 'kind'))).filter((name) => name.startsWith('vitest-'))
  const folders = await readdir(join(kept, 'kind', cluster))
  expect(folders.map(steady).toSorted().join(' ').replaceAll('-…', '')).toBe(
    'a-pod-ended-meanwhile all-is-well api-silent bad-probe changed-by-somebody-else claim-unbound crash-loop finalizer-stuck image-missing index.html never-came-up nobody-awaits node-lost out-of-memory port-taken quota rbac-denied secrets-everywhere tried-twice tried-twice unschedulable webhook-down whole-cluster wrong-architecture wrong-selector',
  )
  const files = async (title: string): Promise<string[]> => {
    const folder = join(kept, 'kind', cluster, folders.find((name) => name.startsWith(title)) ?? '')
    return (await listFiles(folder)).map((file) => steady(file.slice(folder.length + 1))).toSorted()
  }
  expect(await files('a-pod-ended-meanwhile')).toMatchInlineSnapshot(`
    [
      "applied.yaml",
      "bundle.json",
      "events.txt",
      "kube-system.txt",
      "logs/web-…/web.previous.log",
      "nodes.txt",
      "objects.yaml",
      "pods.txt",
      "summary.txt",
    ]
  `)
  expect(await files('api-silent')).toMatchInlineSnapshot(`
    [
      "applied.yaml",
      "bundle.json",
      "summary.txt",
    ]
  `)
  const ofNodes = (await files('whole-cluster')).map((file) => file.split('/').at(-1))
  expect(ofNodes).toEqual(expect.arrayContaining(['events.log', 'get-all.yaml', 'inspect.json', 'kubelet.log']))
})

test('no secret is in anything that is kept, printed or reported', async () => {
  const texts = await Promise.all((await listFiles(kept)).map(async (file) => [file, await readFile(file, 'utf8')] as const))
  const all = [...texts, ['the output', ran.output], ['the report', JSON.stringify(ran.report)]] as const
  expect(all.length).toBeGreaterThan(100)
  expect(all.some(([file, text]) => basename(file) === 'objects.yaml' && text.includes('name: planted'))).toBe(true)
  const secrets = [...planted.all, /-----BEGIN [A-Z ]*PRIVATE KEY/, /LS0tLS1CRUdJTi(?!BDRVJUSUZJQ0FUR)/, /\beyJhbGciOi[\w-]+\.eyJ/]
  const found = all.flatMap(([file, text]) => secrets.flatMap((secret) => (text.search(secret) >= 0 ? [`${secret} in ${file}`] : [])))
  expect(found).toEqual([])
})

/** Of the sample's test of the same name, in the file that its group is named for. */
function said({ task, skip }: TestContext): string {
  return tellFailure(ran, { file: task.suite?.name ?? '', title: task.name, skip })
}
