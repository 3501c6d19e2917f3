// AdmissionReview in, a handler's verdict → AdmissionReview out. Pure but for the handler; what that throws denies.
import { applyPatch, createPatch, type Operation } from 'rfc6902'
import { describeError, KindError } from '../../support/errors.ts'
import { isFields } from '../../support/is-fields.ts'
import { parseJson, writeJson } from '../../support/kube-json.ts'

export type { Operation }

/** Who asks, as the API server has authenticated it. */
export interface AdmissionUser {
  readonly username: string
  readonly uid?: string
  readonly groups?: readonly string[]
  readonly extra?: Readonly<Record<string, readonly string[]>>
}

interface GroupVersion {
  readonly group: string
  readonly version: string
}

/** What an admission webhook is asked. */
export interface Admission<T> {
  /** The object as it would be; of a DELETE, the one that would go. A copy: it may be changed. */
  readonly object: T
  /** The object as it is: of UPDATE and DELETE. */
  readonly oldObject: T | undefined
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT'
  readonly user: AdmissionUser
  /** Absent for what has none. */
  readonly namespace?: string
  /** Absent when the API server is still to make one of `generateName`. */
  readonly name?: string
  readonly kind: GroupVersion & { readonly kind: string }
  readonly resource: GroupVersion & { readonly resource: string }
  /** `scale`, `status` */
  readonly subResource?: string
  readonly dryRun: boolean
  /** CreateOptions, UpdateOptions, DeleteOptions. */
  readonly options?: Readonly<Record<string, unknown>>
}

/** An answer in the words of an AdmissionReview. */
export interface AdmissionAnswer {
  readonly allowed: boolean
  /** Why it is denied. */
  readonly message?: string
  /** HTTP status of the denied request. @default 403 */
  readonly code?: number
  /** Shown by kubectl, whether it is allowed or not. */
  readonly warnings?: readonly string[]
}

/** Nothing allows, a text denies with it. */
export type Verdict = string | AdmissionAnswer | null | undefined | void
/** The changed object, or the operations of a JSON patch; nothing: what was changed in the object that was handed over. */
export type Mutation<T> = T | readonly Operation[] | Verdict

/** Of an AdmissionReview: its `request`. */
export interface AdmissionRequest extends Omit<Admission<unknown>, 'user' | 'oldObject'> {
  readonly uid: string
  readonly userInfo: AdmissionUser
  readonly oldObject: unknown
}

export type ReviewHandler = (admission: Admission<never>) => Mutation<object> | Promise<Mutation<object>>

/** The text of an AdmissionReview → its request. Throws for what is none. */
export function readAdmissionReview(text: string): AdmissionRequest {
  const review = parseJson(text)
  if (isFields(review) && review['kind'] === 'AdmissionReview' && isFields(review['request']))
    return review['request'] as unknown as AdmissionRequest
  throw new TypeError('no AdmissionReview was sent')
}

/** Asks the handler; resolves with the answering AdmissionReview. `onError` hears what the handler threw, or answered that is no answer. */
export async function answerAdmission(
  request: AdmissionRequest,
  { mutates, handler }: { readonly mutates: boolean; readonly handler: ReviewHandler },
  onError: (error: unknown) => void,
): Promise<string> {
  const respond = (response: object): string =>
    writeJson({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: { uid: request.uid, ...response } })
  try {
    const admission = toAdmission(request)
    const answered: unknown = await handler(admission as Admission<never>)
    const verdict = readVerdict(answered)
    if (verdict) return respond(renderAnswer(verdict))
    if (!mutates) {
      if (answered === undefined || answered === null) return respond({ allowed: true })
      throw wrongAnswer(answered, 'a validating webhook answers nothing, a text that denies, or { allowed, message, code, warnings }')
    }
    const patch = makePatch(request, answered ?? admission.object)
    return respond({
      allowed: true,
      ...(patch.length > 0 && { patchType: 'JSONPatch', patch: Buffer.from(writeJson(patch)).toString('base64') }),
    })
  } catch (error) {
    onError(error)
    return respond({ allowed: false, status: { code: 500, message: describeError(error) } })
  }
}

/** The request is allowed as it is, without anybody being asked. */
export function allowAdmission({ uid }: AdmissionRequest): string {
  return writeJson({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: { uid, allowed: true } })
}

function toAdmission({ uid: _uid, userInfo, object, oldObject, ...rest }: AdmissionRequest): Admission<unknown> {
  return { ...rest, object: structuredClone(object ?? oldObject), oldObject: oldObject ?? undefined, user: userInfo, dryRun: rest.dryRun }
}

function readVerdict(answered: unknown): AdmissionAnswer | undefined {
  if (typeof answered === 'string') return { allowed: false, message: answered }
  return isFields(answered) && typeof answered['allowed'] === 'boolean' && answered['kind'] === undefined
    ? (answered as unknown as AdmissionAnswer)
    : undefined
}

function renderAnswer({ allowed, message, code, warnings }: AdmissionAnswer): object {
  const status = message !== undefined || code !== undefined
  return { allowed, ...(status && { status: { code: code ?? 403, message: message ?? 'denied' } }), ...(warnings && { warnings }) }
}

function makePatch({ object }: AdmissionRequest, answered: unknown): readonly Operation[] {
  // As it will travel: a field that is undefined is none.
  const changed = parseJson(writeJson(answered))
  if (Array.isArray(changed)) return checkPatch(object, changed as readonly Operation[])
  if (!isFields(changed)) throw wrongAnswer(answered, 'a mutating webhook answers the changed object, patch operations or a verdict')
  // There is nothing to change of what goes.
  return isFields(object) ? createPatch(object, changed) : []
}

/** The API server would tell of an operation that cannot be carried out to whoever asked, not to the test. */
function checkPatch(object: unknown, patch: readonly Operation[]): readonly Operation[] {
  const [problem] = applyPatch(structuredClone(object), [...patch]).filter((one) => one !== null)
  if (!problem) return patch
  throw new KindError('KIND_CONFIG_INVALID', { what: `the patch that the webhook answers does not fit: ${describeError(problem)}` })
}

function wrongAnswer(answered: unknown, what: string): KindError {
  return new KindError('KIND_CONFIG_INVALID', { what: `${what}, not ${JSON.stringify(answered)}` })
}
