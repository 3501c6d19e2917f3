// A test with a small API server, and what it may hold: what the matchers' tests are about.
import { expect, test as base, type TestContext } from 'vitest'
import { connectKube } from '../../src/kube/connection.ts'
import { settle, type TestScope } from '../../src/vitest/worker/test-scope.ts'
import { type Held, type ObjectServer, startObjectServer } from './object-server.ts'

interface Stage {
  readonly api: ObjectServer
  readonly scope: TestScope
  /** An object or a reference, as a fixture of this test would give it. */
  readonly known: <T extends object>(thing: T) => T
}

export const test = base.extend('stage', async ({ signal }: TestContext, { onCleanup }): Promise<Stage> => {
  const api = await startObjectServer()
  const connection = await connectKube(api.server.kubeconfig)
  onCleanup(async () => {
    await connection.close()
    await api[Symbol.asyncDispose]()
  })
  const scope: TestScope = {
    find: () => Promise.reject(new Error('nobody asks')),
    connect: async () => connection,
    startedAt: performance.now(),
    startedAtMs: Date.now(),
    applied: [],
    farewells: [],
    isExplained: false,
    finished: new Promise(() => undefined),
    finish: () => undefined,
    timeoutMs: 60_000,
    signal,
  }
  return { api, scope, known: (thing) => settle(thing, scope) }
})

export const soon = { timeout: 2_500 }
export const patient = { timeout: 20_000 }

/** Resolves when the server has been asked for so many watches. */
export async function watched({ server }: ObjectServer, count: number, of = ''): Promise<void> {
  const watches = (): string[] => server.requests.filter((request) => request.includes('watch=true') && request.includes(of))
  await expect.poll(watches, patient).toHaveLength(count)
}

export const pod = (name: string, status: object = {}, metadata: object = {}): Held => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: 'web' }, ...metadata },
  spec: { containers: [{ name: 'app', image: 'app:1' }] },
  status,
})
export const ready = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }
export const starting = { phase: 'Pending', conditions: [{ type: 'Ready', status: 'False', reason: 'ContainersNotReady' }] }
export const waiting = (reason: string, message = ''): object => ({
  phase: 'Pending',
  containerStatuses: [{ name: 'app', image: 'app:1', ready: false, restartCount: 0, state: { waiting: { reason, message } } }],
})
export const deployment = (status: object): Held => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: { spec: { containers: [{ name: 'app', image: 'app:1' }] } },
  },
  status,
})
export const unready = deployment({ replicas: 2, updatedReplicas: 2 })
export const warning = (name: string, on: string, reason: string, message: string, second = 0): Held => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name },
  type: 'Warning',
  reason,
  message,
  lastTimestamp: `2026-11-24T00:00:0${second}Z`,
  involvedObject: { kind: 'Pod', name: on },
})

/** What a failed matcher says. */
export async function messageOf(assertion: PromiseLike<void>): Promise<string> {
  return assertion.then(
    () => 'it passed',
    (error: Error) => error.message.replaceAll(/\d\.\d s(?= \(pat| \(time|$)/gm, 'N s'),
  )
}
