// The `namespace` fixture against a small API server: which namespaces are made, when, and that all of them go.
import { expect, test as base } from 'vitest'
import { connectKube } from '../../../src/kube/connection.ts'
import { createNamespaces, type Namespaces } from '../../../src/vitest/worker/fixtures/namespace.ts'
import { type Answer, type KubeServer, sendJson, startKubeServer } from '../../support/kube-server.ts'

type Task = { -readonly [Key in keyof RunTask]: RunTask[Key] }
type RunTask = Parameters<Namespaces['give']>[0]['task']

const test = base.extend('api', async ({}, { onCleanup }) => {
  const refused = new Map<string, number>()
  const answer: Answer = (request, response) => {
    const status = refused.get(`${request.method} ${request.url.replaceAll(/-[0-9a-f]{6}/g, '').replace(/\?.*/, '')}`) ?? 200
    if (request.url.includes('watch=true')) return
    const accounts = {
      kind: 'ServiceAccountList',
      metadata: { resourceVersion: '1' },
      items: [{ metadata: { name: 'default', uid: '1' } }],
    }
    sendJson(response, request.method === 'GET' ? accounts : { kind: 'Status', message: `said ${status}`, code: status }, status)
  }
  const server = await startKubeServer(answer)
  const connection = await connectKube(server.kubeconfig)
  onCleanup(async () => {
    await connection.close()
    await server[Symbol.asyncDispose]()
  })
  const namespaces = createNamespaces(async () => connection)
  return { namespaces, refused, seen: () => seenBy(server) }
})

/** Without the six digits and queries: `POST /api/v1/namespaces` says nothing of a name, so what follows it does. */
function seenBy({ requests }: KubeServer): string[] {
  return requests
    .map((request) => request.replaceAll(/-[0-9a-f]{6}/g, '').replace(/\?.*/, ''))
    .filter((request) => !request.startsWith('POST'))
    .map((request) => request.replace('/api/v1/namespaces/', '').replace('/serviceaccounts/default', ''))
}

/** Tests of one file, the last of them in a suite. */
function declare(...names: string[]): Task[] {
  const file = { type: 'suite', tasks: [] as object[] }
  const tests = names.map((name) => ({ type: 'test', name, fullName: name, mode: 'run', file }) as unknown as Task)
  file.tasks.push(...tests.slice(0, -1), { type: 'suite', tasks: tests.slice(-1) })
  return tests
}

/** One attempt of a test, to its end. */
async function run(namespaces: Namespaces, task: Task): Promise<string> {
  const undo: (() => void | Promise<void>)[] = []
  const { signal } = new AbortController()
  const name = await namespaces.give({ task, signal }, { onCleanup: (one) => void undo.push(one) })
  task.result = { state: 'pass' }
  for (const one of undo) await one()
  return name
}

test('while a test runs, the namespace of the next one is made; each goes after its test', async ({ api: { namespaces, seen } }) => {
  const [one, two] = declare('one', 'two') as [Task, Task]
  await run(namespaces, one)
  await expect.poll(() => seen().toSorted()).toEqual(['DELETE one', 'PATCH one', 'PATCH two'])
  await run(namespaces, two)
  await namespaces.close()
  expect(seen().toSorted()).toEqual(['DELETE one', 'DELETE two', 'PATCH one', 'PATCH two'])
})

test('each attempt of a test has a namespace of its own', async ({ api: { namespaces, seen } }) => {
  const [only] = declare('only') as [Task]
  const names = [await run(namespaces, only), await run(namespaces, only)]
  expect(new Set(names).size).toBe(2)
  await namespaces.close()
  expect(seen().filter((request) => request === 'DELETE only')).toHaveLength(2)
})

test('nothing is made for a test that is skipped or filtered out', async ({ api: { namespaces, seen } }) => {
  const [one, skipped, three] = declare('one', 'skipped', 'three') as [Task, Task, Task]
  skipped.mode = 'skip'
  await run(namespaces, one)
  await run(namespaces, three)
  await namespaces.close()
  expect(seen().filter((request) => request.includes('skipped'))).toEqual([])
})

test('what was made ahead for a test that did not want it is removed, and no more is guessed', async ({ api: { namespaces, seen } }) => {
  const [one, plain, three] = declare('one', 'plain', 'three', 'four') as [Task, Task, Task, Task]
  await run(namespaces, one)
  plain.result = { state: 'pass' }
  await run(namespaces, three)
  await namespaces.close()
  expect(seen().toSorted()).toEqual(['DELETE one', 'DELETE plain', 'DELETE three', 'PATCH one', 'PATCH plain', 'PATCH three'])
})

test('one that could not be made ahead is made when its test wants it', async ({ api: { namespaces, refused, seen } }) => {
  const [one, two] = declare('one', 'two') as [Task, Task]
  refused.set('PATCH /api/v1/namespaces/two/serviceaccounts/default', 500)
  await run(namespaces, one)
  await expect.poll(seen).toContain('PATCH two')
  refused.clear()
  await run(namespaces, two)
  await namespaces.close()
  expect(
    seen()
      .filter((request) => request.includes('two'))
      .toSorted(),
  ).toEqual(['DELETE two', 'DELETE two', 'PATCH two', 'PATCH two'])
})

test('who may not make a ServiceAccount waits for the one that the cluster makes', async ({ api: { namespaces, refused, seen } }) => {
  const [only] = declare('only') as [Task]
  refused.set('PATCH /api/v1/namespaces/only/serviceaccounts/default', 403)
  await run(namespaces, only)
  await namespaces.close()
  expect(seen()).toEqual(['PATCH only', 'GET only/serviceaccounts', 'DELETE only'])
})

test('one that cannot be made is the error of its test, and is removed all the same', async ({ api: { namespaces, refused, seen } }) => {
  const [only] = declare('only') as [Task]
  refused.set('PATCH /api/v1/namespaces/only/serviceaccounts/default', 422)
  const undo: (() => void | Promise<void>)[] = []
  const { signal } = new AbortController()
  await expect(namespaces.give({ task: only, signal }, { onCleanup: (one) => void undo.push(one) })).rejects.toThrow('said 422')
  for (const one of undo) await one()
  await namespaces.close()
  expect(seen()).toEqual(['PATCH only', 'DELETE only'])
})

test('what cannot be removed is told at the end of the file, by name; what is gone already is fine', async ({
  api: { namespaces, refused },
}) => {
  const [one, two] = declare('one', 'two') as [Task, Task]
  refused.set('DELETE /api/v1/namespaces/one', 403)
  refused.set('DELETE /api/v1/namespaces/two', 404)
  await run(namespaces, one)
  await run(namespaces, two)
  await expect(namespaces.close()).rejects.toThrow(
    /^KIND_REMOVE_FAILED: namespace one-[0-9a-f]{6} could not be deleted after its test\n {2}seen {3}.*said 403/,
  )
  await namespaces.close()
})
