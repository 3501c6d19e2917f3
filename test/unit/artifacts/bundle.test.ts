// What is kept of a test: files for people, bounded, without secrets, and none where there is nothing to tell.
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from 'vitest'
import { openBundleFolder } from '../../../src/artifacts/bundle/bundle-folder.ts'
import { keepBundle } from '../../../src/artifacts/bundle/keep-bundle.ts'
import { createRedactor } from '../../../src/support/redaction/redactor.ts'
import { connectKube } from '../../../src/kube/connection.ts'
import { startKubeServer } from '../../support/kube-server.ts'
import { at, occasion, sight, sinceMs } from '../../support/sample-sight.ts'

const test = base.extend('folder', async ({}, { onCleanup }) => {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-bundle-'))
  onCleanup(() => rm(folder, { recursive: true }))
  return folder
})

async function listFiles(folder: string): Promise<string[]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true })
  return all
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .toSorted()
}

test('everything that explains it, those of pods in trouble first, and nothing that is secret', async ({ folder }) => {
  await using server = await startKubeServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' })
    const of = new URL(request.url, 'https://server')
    response.end(`${at(1)} ${of.pathname.split('/')[6]} ${of.search.includes('previous') ? 'before' : 'now'} login with correcthorse\n`)
  })
  await using connection = await connectKube(server.kubeconfig)
  const path = join(folder, 'web', 'rolls-out-3fa9c1')
  const redactor = createRedactor(['correcthorse'])
  const bundle = keepBundle(connection, sight, { path, occasion, redactor, run: 'me', sinceMs, signal: AbortSignal.timeout(50_000) })
  expect(await bundle.done).toEqual(['leases: not answered'])
  expect(bundle.files.map((file) => file.path)).toEqual(expect.arrayContaining(await listFiles(path)))
  expect(bundle.listTelling().toSorted()).toEqual([
    'events.txt',
    'logs/web/app.log',
    'logs/web/app.previous.log',
    'objects.yaml',
    'pods.txt',
  ])
  const texts = await Promise.all((await listFiles(path)).map(async (file) => `== ${file}\n${await readFile(join(path, file), 'utf8')}`))
  expect(texts.join('')).not.toContain('correcthorse')
  expect(texts.join('')).not.toContain('Y29ycmVjdGhvcnNl')
  expect(texts.join('')).toMatchInlineSnapshot(`
    "== applied.yaml
    ---
    apiVersion: v1
    kind: Secret
    metadata:
      name: db
    data:
      password: "[redacted]"
    == bundle.json
    {"run":"me"}== events.txt
    2026-11-24T00:00:03Z Warning BackOff              Pod web: Back-off with token=[redacted] (2 times)
    == logs/calm/app.log
    2026-11-24T00:00:01Z calm now login with [redacted]
    == logs/web/app.log
    2026-11-24T00:00:01Z web now login with [redacted]
    == logs/web/app.previous.log
    2026-11-24T00:00:01Z web before login with [redacted]
    == nodes.txt
    Node one
      Ready=True since 2026-11-24T00:00:01Z
    == objects.yaml
    ---
    apiVersion: v1
    kind: Pod
    metadata:
      uid: b
      name: calm
      namespace: shop
      creationTimestamp: 2026-11-24T00:00:00Z
    spec:
      nodeName: one
      containers:
        - name: app
          env:
            - name: DB_PASSWORD
              value: "[redacted]"
    status:
      phase: Running
      conditions:
        - type: Ready
          status: "True"
          lastTransitionTime: 2026-11-24T00:00:02Z
      containerStatuses:
        - name: app
          image: app:1
          ready: true
          restartCount: 0
          state:
            running:
              startedAt: 2026-11-24T00:00:01Z
    ---
    apiVersion: v1
    kind: Pod
    metadata:
      uid: a
      name: web
      namespace: shop
      creationTimestamp: 2026-11-24T00:00:00Z
    spec:
      nodeName: one
      containers:
        - name: app
          env:
            - name: DB_PASSWORD
              value: "[redacted]"
    status:
      phase: Running
      startTime: 2026-11-24T00:00:00Z
      conditions:
        - type: Ready
          status: "False"
          reason: ContainersNotReady
          lastTransitionTime: 2026-11-24T00:00:02Z
      containerStatuses:
        - name: app
          image: app:1
          ready: false
          restartCount: 1
          state:
            running:
              startedAt: 2026-11-24T00:00:01Z
          lastState:
            terminated:
              exitCode: 3
              reason: Error
              startedAt: 2026-11-24T00:00:00Z
              finishedAt: 2026-11-24T00:00:01Z
    == pods.txt
    Pod calm is ready
      node one  phase Running  address none  since 2026-11-24T00:00:00Z
      Ready=True since 2026-11-24T00:00:02Z
      container app  app:1  Ready  0 restarts
        now running since 2026-11-24T00:00:01Z

    Pod web is Running; container app runs but is not Ready, 1 restart, last exit code 3 (Error)
      node one  phase Running  address none  since 2026-11-24T00:00:00Z
      Ready=False since 2026-11-24T00:00:02Z: ContainersNotReady
      container app  app:1  not Ready  1 restart
        now running since 2026-11-24T00:00:01Z
        before ended with 3 (Error), from 2026-11-24T00:00:00Z to 2026-11-24T00:00:01Z
      2026-11-24T00:00:03Z Warning BackOff              Pod web: Back-off with token=[redacted] (2 times)
    == summary.txt
    web.test.ts > rolls out
    namespace shop
    vitest-kind 0.1.0, kubernetes v1.37.2

    expected 500 to be 200

    Pod web is Running

    What could not be asked:
    leases: not answered
    "
  `)
  expect((await stat(join(path, 'objects.yaml'))).mode & 0o777).toBe(0o600)
})

test('an API server that answers no more costs no file but the logs', async ({ folder }) => {
  await using server = await startKubeServer(() => undefined)
  await using connection = await connectKube(server.kubeconfig)
  const order = { path: folder, occasion, redactor: createRedactor(), run: 'me', sinceMs, signal: AbortSignal.timeout(50) }
  const problems = await keepBundle(connection, sight, order).done
  expect(problems).toContainEqual(expect.stringMatching(/^logs\/web\/app\.log: .*timeout/))
  expect(await listFiles(folder)).toContain('objects.yaml')
})

test('what is too much is left out by whole parts, and marked', async ({ folder }) => {
  const bundle = openBundleFolder(folder, { maxBytes: 10, redactor: createRedactor() })
  await bundle.write('a.txt', ['12345\n', '6789\n', '0\n'])
  await bundle.write('b.txt', ['abcd'])
  await bundle.write('c.txt', [])
  expect(bundle.files).toEqual([
    { path: 'a.txt', bytes: 6, cut: true },
    { path: 'b.txt', bytes: 4 },
  ])
  expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('12345\n')
})
