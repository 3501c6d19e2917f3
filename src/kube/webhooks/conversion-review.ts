// ConversionReview in, a handler's objects → ConversionReview out. Pure but for the handler; what that throws fails the conversion.
import { describeError, KindError } from '../../support/errors.ts'
import { isFields } from '../../support/is-fields.ts'
import { parseJson, writeJson } from '../../support/kube-json.ts'
import type { KubeObject } from '../object.ts'

/** Resolves with the object in the version wanted; with nothing: what was changed in the object that was handed over. */
export type Conversion<T> = (object: T, desiredAPIVersion: string) => object | void | Promise<object | void>

interface ConversionRequest {
  readonly uid: string
  /** `example.com/v1` */
  readonly desiredAPIVersion: string
  readonly objects: readonly KubeObject[]
}

/** Takes and gives the text of a review. `onError` hears what the handler threw, or answered that is no object. */
export async function answerConversion(text: string, handler: Conversion<never>, onError: (error: unknown) => void): Promise<string> {
  const { uid, desiredAPIVersion, objects } = readConversionReview(text)
  const respond = (response: object): string =>
    writeJson({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'ConversionReview', response: { uid, ...response } })
  try {
    const convertedObjects: object[] = []
    for (const object of objects) convertedObjects.push(await convert(object, desiredAPIVersion, handler))
    return respond({ result: { status: 'Success' }, convertedObjects })
  } catch (error) {
    onError(error)
    return respond({ result: { status: 'Failure', message: describeError(error) } })
  }
}

function readConversionReview(text: string): ConversionRequest {
  const review = parseJson(text)
  if (isFields(review) && review['kind'] === 'ConversionReview' && isFields(review['request']))
    return review['request'] as unknown as ConversionRequest
  throw new TypeError('no ConversionReview was sent')
}

async function convert(object: KubeObject, desiredAPIVersion: string, handler: Conversion<never>): Promise<object> {
  const copy = structuredClone(object)
  const converted: unknown = (await handler(copy as never, desiredAPIVersion)) ?? copy
  // The version is what was asked for: nobody need write it.
  if (isFields(converted)) return { ...converted, apiVersion: desiredAPIVersion }
  throw new KindError('KIND_CONFIG_INVALID', {
    what: `the conversion of ${object.kind} ${object.metadata.name} to ${desiredAPIVersion} gave ${String(converted)}, not an object`,
  })
}
