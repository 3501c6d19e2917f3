import { afterEach, expect as plainExpect, type TestContext, test } from 'vitest'
import { connectKube } from '../../../src/kube/connection.ts'
import { expect } from '../../../src/vitest/worker/expect.ts'
import { enterScope } from '../../../src/vitest/worker/test-scope.ts'
import { type KubeServer, sendJson, startKubeServer } from '../../support/kube-server.ts'

interface Rights {
  /** How often it is asked before the answer is yes. */
  readonly allowedAfter: number
  readonly reason?: string
}

const servers: KubeServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server[Symbol.asyncDispose]()
})

/** Somebody who may do something or not, in a test of ours. */
async function meet({ task, signal }: Pick<TestContext, 'signal' | 'task'>, { allowedAfter, reason }: Rights) {
  let asked = 0
  const rules = [
    { verbs: ['create'], apiGroups: ['authorization.k8s.io'], resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'] },
    { verbs: ['get'], nonResourceURLs: ['/healthz', '/livez'] },
    { verbs: ['get', 'list'], apiGroups: [''], resources: ['pods'] },
  ]
  const server = await startKubeServer((request, response) => {
    const resources = [{ resource: 'pods', responseKind: { kind: 'Pod' }, scope: 'Namespaced', singularResource: 'pod' }]
    if (request.url === '/api') return sendJson(response, { items: [{ versions: [{ version: 'v1', resources }] }] })
    if (request.url === '/apis') return sendJson(response, { items: [] })
    if (request.url.endsWith('rulesreviews')) return sendJson(response, { status: { resourceRules: rules } })
    asked += 1
    return sendJson(response, { status: { allowed: asked > allowedAfter, ...(reason !== undefined && { reason }) } }, 201)
  })
  servers.push(server)
  enterScope(task, { find: () => Promise.reject(new Error('nobody asks')), connect: () => connectKube(server.kubeconfig), signal })
  return { name: 'jane', kubeconfig: { path: '', text: server.kubeconfig }, asked: () => asked }
}

test('waits until it is known', async (context) => {
  const jane = await meet(context, { allowedAfter: 2 })
  await expect(jane).toBeAllowed('create', 'pods')
  plainExpect(jane.asked()).toBe(3)
})

test('what is not allowed fails, and says what is', async (context) => {
  const jane = await meet(context, { allowedAfter: Number.POSITIVE_INFINITY, reason: 'no rule for it' })
  await plainExpect(expect(jane).toBeAllowed('create', 'pods', { name: 'web', timeout: 1 })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [Error: jane should be allowed to create pods named web in default, and is not
      the API server says: no rule for it
      allowed in default: get,list pods]
  `)
  await expect(jane).not.toBeAllowed('create', 'pods')
})

test('what is allowed and should not be fails with the reason', async (context) => {
  const jane = await meet(context, { allowedAfter: 0, reason: 'RBAC: allowed by RoleBinding "all/jane"' })
  await plainExpect(expect(jane).not.toBeAllowed('get', '/healthz', { timeout: 1 })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [Error: jane should not be allowed to get /healthz, and is
      the API server says: RBAC: allowed by RoleBinding "all/jane"]
  `)
})

test('what names nothing is told', async (context) => {
  const jane = await meet(context, { allowedAfter: 0 })
  await plainExpect(expect(jane).toBeAllowed('get', 'pots')).rejects.toThrow('did you mean pods?')
  await plainExpect(expect(jane).toBeAllowed('GET', 'pods')).rejects.toThrow('"GET" is no verb')
  await plainExpect(expect('jane').toBeAllowed('get', 'pods')).rejects.toThrow('an identity (as, serviceAccount, user) or a client')
})
