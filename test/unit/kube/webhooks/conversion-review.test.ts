import { expect, test } from 'vitest'
import { answerConversion } from '../../../../src/kube/webhooks/conversion-review.ts'
import { planRestoration } from '../../../../src/kube/webhooks/conversion-webhook.ts'

const widget = { apiVersion: 'example.com/v1alpha1', kind: 'Widget', metadata: { name: 'door', uid: '1' }, spec: { width: 90 } }

test('every object is converted, its apiVersion set', async () => {
  const seen: string[] = []
  const answer = await convert((object: typeof widget, desired) => {
    seen.push(desired)
    return { ...object, spec: { size: `${object.spec.width}` } }
  })
  expect(answer).toEqual({
    uid: 'u1',
    result: { status: 'Success' },
    convertedObjects: [{ ...widget, apiVersion: 'example.com/v1', spec: { size: '90' } }],
  })
  expect(seen).toEqual(['example.com/v1'])
})

test('what is changed in the object at hand counts, too', async () => {
  expect(await convert((object: typeof widget) => void (object.spec.width = 1))).toMatchObject({
    convertedObjects: [{ spec: { width: 1 } }],
  })
})

test('an error fails the conversion with its message, and is told; so does an answer that is no object', async () => {
  const errors: unknown[] = []
  const thrower = (): never => {
    throw new Error('no such size')
  }
  expect(await convert(thrower, errors)).toEqual({ uid: 'u1', result: { status: 'Failure', message: 'no such size' } })
  await convert((() => 'x') as never, errors)
  expect(errors.map(String)).toMatchInlineSnapshot(`
    [
      "Error: no such size",
      "KindError: KIND_CONFIG_INVALID: the conversion of Widget door to example.com/v1 gave x, not an object",
    ]
  `)
})

test('a definition gets its conversion back: none, or that of a Service', () => {
  expect(planRestoration('widgets.example.com', undefined).body).toMatchObject({
    spec: { conversion: { strategy: 'None', webhook: null } },
  })
  const clientConfig = { service: { name: 'a', namespace: 'b' }, caBundle: 'Yw==' }
  expect(planRestoration('widgets.example.com', { strategy: 'Webhook', webhook: { clientConfig } }).body).toMatchObject({
    spec: { conversion: { strategy: 'Webhook', webhook: { clientConfig: { url: null, ...clientConfig } } } },
  })
})

async function convert(handler: Parameters<typeof answerConversion>[1], errors?: unknown[]): Promise<unknown> {
  const text = JSON.stringify({ kind: 'ConversionReview', request: { uid: 'u1', desiredAPIVersion: 'example.com/v1', objects: [widget] } })
  const onError = (error: unknown): void => {
    if (!errors) throw error
    errors.push(error)
  }
  return (JSON.parse(await answerConversion(text, handler, onError)) as { response: unknown }).response
}
