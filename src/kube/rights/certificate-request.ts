// A user's name → a client certificate that the cluster itself has signed, by its CSR API. The key never leaves this process.
import type { Deadline } from '../../support/deadline.ts'
import { KindError } from '../../support/errors.ts'
import { awaitObjects } from '../await-objects.ts'
import type { KubeConnection } from '../connection.ts'
import type { KubeObject } from '../object.ts'
import { isRefusal } from '../request-error.ts'

const path = '/apis/certificates.k8s.io/v1/certificatesigningrequests'
// A day: longer than any test runs.
const validSeconds = 86_400
const removalMs = 10_000

export interface CertificateSubject {
  readonly name: string
  readonly groups: readonly string[]
}

interface Condition {
  readonly type: string
  readonly reason?: string
  readonly message?: string
}

interface RequestStatus {
  readonly certificate?: string
  readonly conditions?: readonly Condition[]
}

/** PEM texts. Throws KIND_TIMED_OUT where nothing signs such requests, as with some clouds, and what the API server refuses. */
export async function requestCertificate(
  connection: KubeConnection,
  subject: CertificateSubject,
  deadline: Deadline,
): Promise<{ readonly certificate: string; readonly key: string }> {
  const { createCertificateRequest } = await import('../../support/certificate-request.ts')
  const { request, key } = createCertificateRequest(subject)
  const { signal } = deadline
  const body = {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { generateName: 'vitest-kind-' },
    spec: {
      request: Buffer.from(request).toString('base64'),
      signerName: 'kubernetes.io/kube-apiserver-client',
      usages: ['client auth'],
      expirationSeconds: validSeconds,
    },
  }
  const asked = await connection.request<KubeObject>({ method: 'POST', path, body, signal }).catch((error: unknown) => {
    // Of `system:masters` it makes none, for one.
    throw isRefusal(error) ? refused(subject, error.apiMessage) : error
  })
  const { name } = asked.metadata
  try {
    const approved = {
      type: 'Approved',
      status: 'True',
      reason: 'TestIdentity',
      message: 'a test has asked for it',
    }
    const approval = { ...asked, status: { conditions: [approved] } }
    await connection.request({
      method: 'PUT',
      path: `${path}/${name}/approval`,
      body: approval,
      signal,
    })
    const [signed] = await awaitObjects(connection, {
      path,
      query: { fieldSelector: `metadata.name=${name}` },
      awaited: `a certificate for the user ${JSON.stringify(subject.name)}`,
      deadline,
      judge: ([current]) => judgeRequest(current, subject),
    })
    return {
      certificate: Buffer.from(statusOf(signed).certificate ?? '', 'base64').toString(),
      key,
    }
  } finally {
    // It has done its work; what is left of one that could not be removed, the cluster itself removes after an hour.
    await connection
      .request({
        method: 'DELETE',
        path: `${path}/${name}`,
        signal: AbortSignal.timeout(removalMs),
      })
      .catch(() => undefined)
  }
}

function judgeRequest(request: KubeObject | undefined, subject: CertificateSubject): { ready: boolean; why: string } {
  const { certificate, conditions = [] } = statusOf(request)
  const no = conditions.find(({ type }) => type === 'Failed' || type === 'Denied')
  if (no) throw refused(subject, [no.type, no.reason, no.message].filter(Boolean).join(': '))
  return {
    ready: certificate !== undefined,
    why: 'it is approved, and the controller manager has not signed it: does this cluster sign?',
  }
}

function refused({ name }: CertificateSubject, why: string): KindError {
  return new KindError('KIND_APPLY_FAILED', {
    what: `the cluster signs no certificate for the user ${JSON.stringify(name)}`,
    seen: [why],
    do: `as(${JSON.stringify(name)}) is that user without a certificate`,
  })
}

function statusOf(request: KubeObject | undefined): RequestStatus {
  return request?.['status'] ?? {}
}
