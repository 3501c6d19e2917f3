// Two runs on one cluster that is kept: each has a main process of its own, and what both use is the API server.
import { json } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { createSharedObjects } from '../../../src/vitest/main/shared-objects.ts'
import { currentProcess, findProcess, renderIdentity } from '../../../src/support/process-identity.ts'
import { sendJson, startKubeServer } from '../../support/kube-server.ts'

const reader = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', name: 'reader' }
const kinds = [{ kind: 'ClusterRole', name: 'clusterroles', namespaced: false }]
const mine = currentProcess()
const parent = findProcess(process.ppid)!
const gone = { ...mine, pid: 2 ** 22 + 1 }

interface Stored {
  metadata: { name: string; uid: string; resourceVersion: string; annotations: Record<string, string> }
}

/** An API server that has one ClusterRole, or none; `make` is what a test's apply does to it. */
async function startApi() {
  let role: Stored | undefined
  let version = 0
  const touch = (annotations: Record<string, string | null>): void => {
    const all = Object.entries({ ...role?.metadata.annotations, ...annotations }).filter(([, value]) => value !== null)
    role = { metadata: { name: 'reader', uid: '1', resourceVersion: `${(version += 1)}`, annotations: Object.fromEntries(all) as never } }
  }
  let beforeDelete: (() => void) | undefined
  const server = await startKubeServer(async (request, response) => {
    const url = new URL(request.url, 'https://localhost')
    if (url.pathname.endsWith('/v1')) return sendJson(response, { resources: kinds })
    if (url.searchParams.has('fieldSelector')) return sendJson(response, { metadata: { resourceVersion: '1' }, items: role ? [role] : [] })
    if (!role) return sendJson(response, { kind: 'Status', message: 'reader not found' }, 404)
    if (request.method === 'PATCH') touch(((await json(request)) as Stored).metadata.annotations)
    if (request.method === 'DELETE') {
      beforeDelete?.()
      beforeDelete = undefined
      const { preconditions } = (await json(request)) as { preconditions: { resourceVersion: string } }
      if (preconditions.resourceVersion !== role.metadata.resourceVersion)
        return sendJson(response, { kind: 'Status', message: 'the object has been modified' }, 409)
      role = undefined
    }
    return sendJson(response, role ?? { kind: 'Status' })
  })
  return {
    ...server,
    make: () => touch({}),
    mark: (identity: string) => touch({ 'vitest-kind/user-other': identity }),
    isThere: () => role !== undefined,
    marks: () => Object.values(role?.metadata.annotations ?? {}),
    onDelete: (act: () => void) => (beforeDelete = act),
  }
}

type Api = Awaited<ReturnType<typeof startApi>>

/** A run in which one test uses the role. */
function startRun(api: Api, identity: string) {
  const shared = createSharedObjects(() => undefined, identity)
  const session = { onEnd: () => undefined }
  return {
    async use() {
      await shared.claimObject({ kubeconfig: api.kubeconfig, object: reader, isNew: false }, session)
      api.make()
      await shared.objectMade({ kubeconfig: api.kubeconfig, object: reader }, session)
    },
    async end() {
      await shared.releaseObjects(null, session)
      await shared.close()
    },
  }
}

test.for([
  ['the one that made it ends first', true],
  ['the one that made it ends last', false],
] as const)('what two runs use goes with the last of them: %s', async ([, inOrder]) => {
  await using api = await startApi()
  const runs = [mine, parent].map((process) => startRun(api, renderIdentity(process)))
  for (const run of runs) await run.use()
  expect(api.marks()).toEqual([mine, parent].map(renderIdentity))
  const [first, last] = inOrder ? runs : runs.toReversed()
  await first!.end()
  expect(api.isThere()).toBe(true)
  await last!.end()
  expect(api.isThere()).toBe(false)
})

test('who comes at the very moment of its removal keeps it', async () => {
  await using api = await startApi()
  const run = startRun(api, renderIdentity(mine))
  await run.use()
  const other = renderIdentity(parent)
  api.onDelete(() => api.mark(other))
  await run.end()
  expect(api.marks()).toEqual([other])
})

test('what a killed run has left goes with the next one that uses it; what nobody has marked stays', async () => {
  await using api = await startApi()
  await startRun(api, renderIdentity(gone)).use()
  const next = startRun(api, renderIdentity(mine))
  await next.use()
  await next.end()
  expect(api.isThere()).toBe(false)
  api.make()
  const last = startRun(api, renderIdentity(mine))
  await last.use()
  await last.end()
  expect([api.isThere(), api.marks()]).toEqual([true, []])
})
