// A request to the Kubernetes API that failed: either the server refused it, or no answer came at all.

/** The part of a `Status` object, the API's form of an error, that is of use to a caller. */
interface ApiStatus {
  readonly kind?: string
  readonly message?: string
  readonly reason?: string
}

/** Its message begins with the request: `GET /api/v1/nodes: 403 nodes is forbidden: …` */
export class KubeRequestError extends Error {
  override readonly name = 'KubeRequestError'
  /** HTTP status; undefined when no answer came. */
  readonly status: number | undefined
  /** The API's reason (`NotFound`, `AlreadyExists`) or the network's code (`ECONNREFUSED`). */
  readonly reason: string | undefined
  /** What the server (or the network) said, verbatim. */
  readonly apiMessage: string

  constructor(request: string, answer: { status?: number; reason?: string | undefined; apiMessage: string; cause?: unknown }) {
    const status = answer.status === undefined ? '' : ` ${answer.status}`
    super(`${request}:${status} ${answer.apiMessage}`, answer.cause === undefined ? undefined : { cause: answer.cause })
    this.status = answer.status
    this.reason = answer.reason
    this.apiMessage = answer.apiMessage
  }
}

/** Whether the server answered, and said no: news of it, unlike a request that time cut short. */
export function isRefusal(error: unknown): error is KubeRequestError {
  return error instanceof KubeRequestError && error.status !== undefined
}

/** For a request that removes: what is not there is removed. Every other error is thrown. */
export function ignoreAbsent(error: unknown): void {
  if (!(error instanceof KubeRequestError && error.status === 404)) throw error
}

/**
 * Whether the same request may succeed later: the server starts, restarts, is busy, or does not know yet what it is to know (a path
 * it does not serve, a right it has not read). Certificates, keys, addresses and requests that are wrong stay wrong.
 */
export function mayPass(error: unknown): error is KubeRequestError {
  if (!(error instanceof KubeRequestError)) return false
  if (error.status !== undefined) return error.status >= 500 || [403, 404, 408, 409, 410, 429].includes(error.status)
  return !(lasting.test(error.reason ?? '') || /wrong version number/.test(error.apiMessage))
}

// Codes of Node.js and OpenSSL. One that is in neither list may pass: there is a deadline.
const lasting = /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_|ERR_INVALID_|ERR_SSL_TLSV1_ALERT_UNKNOWN_CA|ERR_OSSL_|ENOTFOUND|HPE_)/

/** From an answer of 400 or above. The body is a `Status` where the API itself refuses, plain text where a handler before it does. */
export function refusedRequest(request: string, status: number, body: string): KubeRequestError {
  const parsed = parseStatus(body)
  return new KubeRequestError(request, {
    status,
    reason: parsed?.reason,
    apiMessage: parsed?.message ?? (body.trim() || 'no explanation given'),
  })
}

/** From an error of the socket, of TLS or of a time limit. */
export function unansweredRequest(request: string, error: unknown): KubeRequestError {
  // Tries at several addresses come as an AggregateError without a message; an abort keeps its reason in `cause`.
  const first = innermost(error)
  const reason = first instanceof Error && 'code' in first && typeof first.code === 'string' ? first.code : undefined
  const apiMessage = first instanceof Error ? first.message || (reason ?? first.name) : String(first)
  return new KubeRequestError(request, { reason, apiMessage, cause: error })
}

function innermost(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors[0]
  return error instanceof Error && error.name === 'AbortError' && error.cause instanceof Error ? error.cause : error
}

function parseStatus(body: string): ApiStatus | undefined {
  if (!body.startsWith('{')) return undefined
  try {
    const value: ApiStatus = JSON.parse(body)
    return value.kind === 'Status' ? value : undefined
  } catch {
    return undefined
  }
}
