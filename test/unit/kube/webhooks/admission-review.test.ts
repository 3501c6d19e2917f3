import { expect, test } from 'vitest'
import { answerAdmission, readAdmissionReview, type ReviewHandler } from '../../../../src/kube/webhooks/admission-review.ts'

const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', labels: { app: 'web' } }, spec: { priority: 1 } }

test('a changed object becomes a JSON patch', async () => {
  expect(await mutate(({ object }) => ({ ...(object as object), metadata: { name: 'web', labels: { app: 'web', team: 'a/b' } } }))).toEqual(
    {
      uid: 'u1',
      allowed: true,
      patch: [{ op: 'add', path: '/metadata/labels/team', value: 'a/b' }],
    },
  )
})

test('what is changed in the object at hand counts, too; nothing changed is no patch', async () => {
  const handler = ({ object }: { object: typeof pod }): void => void (object.spec.priority = 7)
  expect(await mutate(handler as ReviewHandler)).toMatchObject({ patch: [{ op: 'replace', path: '/spec/priority', value: 7 }] })
  expect(await mutate(() => undefined)).toEqual({ uid: 'u1', allowed: true })
  expect(await mutate(() => ({ ...pod, status: undefined }))).toEqual({ uid: 'u1', allowed: true })
})

test('integers beyond 2^53 survive', async () => {
  const request = readAdmissionReview(
    '{"kind":"AdmissionReview","request":{"uid":"u1","operation":"CREATE","object":{"spec":{"big":9007199254740993}}}}',
  )
  const answer = await answerAdmission(request, { mutates: true, handler: ({ object }) => ({ ...(object as object), more: 1 }) }, fail)
  expect(decodePatch(answer)).toEqual([{ op: 'add', path: '/more', value: 1 }])
})

test('patch operations go as they are, when they fit', async () => {
  expect(await mutate(() => [{ op: 'remove', path: '/metadata/labels' }])).toMatchObject({
    patch: [{ op: 'remove', path: '/metadata/labels' }],
  })
  const errors: unknown[] = []
  expect(await mutate(() => [{ op: 'remove', path: '/spec/none' }], errors)).toMatchObject({ allowed: false })
  expect(errors.map(String)).toMatchInlineSnapshot(`
    [
      "KindError: KIND_CONFIG_INVALID: the patch that the webhook answers does not fit: Value required at path: /spec/none",
    ]
  `)
})

test('a text denies, and so does an answer in Kubernetes’ words', async () => {
  expect(await validate(() => 'too many')).toEqual({ uid: 'u1', allowed: false, status: { code: 403, message: 'too many' } })
  expect(await validate(() => ({ allowed: false, code: 422, message: 'no', warnings: ['old'] }))).toEqual({
    uid: 'u1',
    allowed: false,
    status: { code: 422, message: 'no' },
    warnings: ['old'],
  })
  expect(await validate(() => ({ allowed: true, warnings: ['old'] }))).toEqual({ uid: 'u1', allowed: true, warnings: ['old'] })
  expect(await validate(async () => undefined)).toEqual({ uid: 'u1', allowed: true })
  expect(await mutate(() => 'not here')).toMatchObject({ allowed: false, status: { message: 'not here' } })
})

test('an error denies with its message, and is told', async () => {
  const errors: unknown[] = []
  const error = new Error('the handler is wrong')
  const handler = (): never => {
    throw error
  }
  expect(await validate(handler, errors)).toEqual({ uid: 'u1', allowed: false, status: { code: 500, message: 'the handler is wrong' } })
  expect(errors).toEqual([error])
})

test('an answer that is none is an error of the handler', async () => {
  const errors: unknown[] = []
  await validate((() => true) as never, errors)
  await validate(() => pod, errors)
  await mutate((() => 3) as never, errors)
  expect(errors.map(String)).toMatchInlineSnapshot(`
    [
      "KindError: KIND_CONFIG_INVALID: a validating webhook answers nothing, a text that denies, or { allowed, message, code, warnings }, not true",
      "KindError: KIND_CONFIG_INVALID: a validating webhook answers nothing, a text that denies, or { allowed, message, code, warnings }, not {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","labels":{"app":"web"}},"spec":{"priority":1}}",
      "KindError: KIND_CONFIG_INVALID: a mutating webhook answers the changed object, patch operations or a verdict, not 3",
    ]
  `)
})

test('of a DELETE the object is the one that would go', async () => {
  const seen: unknown[] = []
  const request = { ...review('DELETE'), object: null, oldObject: pod }
  const answer = await answerAdmission(request, { mutates: true, handler: (admission) => void seen.push(admission) }, fail)
  expect(seen).toMatchObject([{ object: pod, oldObject: pod, operation: 'DELETE', user: { username: 'jane' } }])
  expect(JSON.parse(answer).response).toEqual({ uid: 'u1', allowed: true })
})

test('what is no review is refused', () => {
  expect(() => readAdmissionReview('{"kind":"Pod"}')).toThrow('no AdmissionReview')
})

function review(operation: 'CREATE' | 'DELETE') {
  return {
    uid: 'u1',
    operation,
    userInfo: { username: 'jane' },
    kind: { group: '', version: 'v1', kind: 'Pod' },
    resource: { group: '', version: 'v1', resource: 'pods' },
    dryRun: false,
    object: pod as unknown,
    oldObject: null as unknown,
  }
}

async function mutate(handler: ReviewHandler, errors?: unknown[]): Promise<object> {
  return ask(true, handler, errors)
}

async function validate(handler: ReviewHandler, errors?: unknown[]): Promise<object> {
  return ask(false, handler, errors)
}

async function ask(mutates: boolean, handler: ReviewHandler, errors?: unknown[]): Promise<object> {
  const onError = (error: unknown): void => (errors ? void errors.push(error) : fail(error))
  const text = await answerAdmission(review('CREATE'), { mutates, handler }, onError)
  const { patchType, ...response } = JSON.parse(text).response as Record<string, unknown>
  expect(patchType).toBe(response['patch'] === undefined ? undefined : 'JSONPatch')
  return { ...response, ...(response['patch'] !== undefined && { patch: decodePatch(text) }) }
}

function decodePatch(text: string): unknown {
  return JSON.parse(Buffer.from((JSON.parse(text) as { response: { patch: string } }).response.patch, 'base64').toString())
}

function fail(error: unknown): never {
  throw error
}
