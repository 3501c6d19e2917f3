// Whether the API server reaches a server of ours at an address: it is made to call there, for a request of ours that is never stored (a dry
// run). It does not pass requests on to addresses that are no pod's.
import { randomUUID } from 'node:crypto'
import { pause } from '../../support/poll.ts'
import type { KubeConnection } from '../connection.ts'
import { ignoreAbsent, isRefusal } from '../request-error.ts'
import { allowAdmission, readAdmissionReview } from './admission-review.ts'
import { ownedLabel, ownerAnnotation, urlOf, type WebhookHost } from './host.ts'
import { configurationsPath, planProbe, planProbeWebhook } from './webhook-configuration.ts'
import type { WebhookServer } from './webhook-server.ts'

// On one machine a connection takes a millisecond; a firewall that drops lets it wait for as long as one likes.
const limitMs = 3_000
const everyMs = 10

/** Makes a webhook for that request alone, and removes it. False when no call comes in time. */
export async function canReach(
  connection: KubeConnection,
  {
    server,
    address,
    namespace,
    caBundle,
    owner,
  }: Pick<WebhookHost, 'namespace' | 'caBundle' | 'owner'> & { readonly server: WebhookServer; readonly address: string },
  signal: AbortSignal,
): Promise<boolean> {
  const probeId = randomUUID()
  const [name, path] = [`way-in-${probeId}`, `/${probeId}`]
  let called = false
  const end = server.serve(path, ({ body }) => {
    called = true
    return new Response(allowAdmission(readAdmissionReview(body)), { headers: { 'content-type': 'application/json' } })
  })
  /** Undefined while the API server does not know of the webhook: then it asks nobody. */
  const ask = async (): Promise<boolean | undefined> => {
    const leases = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`
    const body = planProbe(probeId, `probe-${randomUUID()}`, namespace)
    const isFailed = await connection.request({ method: 'POST', path: leases, query: { dryRun: 'All' }, body, signal }).then(
      () => false,
      (error: unknown) => isRefusal(error) && /failed calling webhook/.test(error.apiMessage),
    )
    return called || (isFailed ? false : undefined)
  }
  try {
    const url = urlOf({ host: address, port: server.port }, path)
    const body = {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name, labels: { [ownedLabel]: 'true' }, annotations: { [ownerAnnotation]: owner } },
      webhooks: [planProbeWebhook({ namespace, caBundle }, { probeId, url })],
    }
    await connection.request({ method: 'POST', path: configurationsPath('validating'), body, signal })
    const limit = AbortSignal.any([signal, AbortSignal.timeout(limitMs)])
    for (;;) {
      const reaches = (await ask()) ?? (limit.aborted ? false : undefined)
      signal.throwIfAborted()
      if (reaches !== undefined) return reaches
      await pause(everyMs, limit).catch(() => undefined)
    }
  } finally {
    end()
    await connection.request({ method: 'DELETE', path: `${configurationsPath('validating')}/${name}` }).catch(ignoreAbsent)
  }
}
