// A mutating or validating webhook: made, known to be in force, removed and known to be out of force. Each is learned by a request
// of ours that is never stored (a dry run) and that only this webhook's probe is called for.
import { randomUUID } from 'node:crypto'
import type { Deadline } from '../../support/deadline.ts'
import { describeError, KindError } from '../../support/errors.ts'
import { poll } from '../../support/poll.ts'
import type { KubeConnection } from '../connection.ts'
import { ignoreAbsent, isRefusal } from '../request-error.ts'
import { allowAdmission, answerAdmission, readAdmissionReview, type ReviewHandler } from './admission-review.ts'
import { askApiServers } from './ask-api-servers.ts'
import type { InstalledWebhook, WebhookHost } from './host.ts'
import {
  configurationsPath,
  type MutatingOptions,
  planConfiguration,
  planProbe,
  probeLabel,
  type WebhookKind,
} from './webhook-configuration.ts'
import type { Called } from './webhook-server.ts'

const everyMs = 10
// What the API server has been told of a removal it knows within milliseconds; it may not take a test's time when it does not.
const outOfForceMs = 3_000

/** Throws KIND_APPLY_FAILED when the API server refuses it, KIND_TIMED_OUT when it never calls; nothing is left then. */
export async function installAdmissionWebhook(
  host: WebhookHost,
  { kind, options, handler }: { readonly kind: WebhookKind; readonly options: MutatingOptions; readonly handler: ReviewHandler },
  deadline: Deadline,
): Promise<InstalledWebhook> {
  const { connection, server, apiServers } = host
  // The value of a label ends at 63 characters, a name does not.
  const probeId = randomUUID()
  const id = `${host.namespace}-${probeId.slice(0, 6)}`
  const [path, probePath] = [`${host.secretPath}/${id}`, `${host.secretPath}/${id}-probe`]
  const probes = new Set<string>()
  let state: 'serving' | 'stopped' | 'removing' = 'serving'
  const serves = [
    server.serve(path, async ({ body }) => {
      const request = readAdmissionReview(body)
      // A test's own webhooks may be there for everything, its probes too.
      if (state === 'removing' || isProbe(request.object)) return json(allowAdmission(request))
      if (state === 'stopped') return 'hang up'
      return json(await answerAdmission(request, { mutates: kind === 'mutating', handler }, host.onError))
    }),
    server.serve(probePath, ({ body }: Called) => {
      const request = readAdmissionReview(body)
      probes.add(String(request.name))
      return json(allowAdmission(request))
    }),
  ]
  const isCalled = (see: (fact: string) => void, signal: AbortSignal): Promise<boolean> =>
    askApiServers(connection, apiServers, async (one) => {
      const name = `probe-${randomUUID()}`
      await sendProbe(one, host.namespace, probeId, name, signal).catch((error: unknown) => {
        if (!isRefusal(error)) throw error
        see(error.apiMessage)
      })
      return probes.delete(name)
    })
  const undo = { method: 'DELETE', path: `${configurationsPath(kind)}/${id}` } as const
  const forget = await host.guard(undo)
  let removed: Promise<void> | undefined
  const remove = async (signal: AbortSignal): Promise<void> => {
    state = 'removing'
    await connection.request({ ...undo, signal }).catch(ignoreAbsent)
    const limit = AbortSignal.any([signal, AbortSignal.timeout(outOfForceMs)])
    // Another request of the cluster's may be on its way here until then.
    while (!limit.aborted && (await isCalled(() => undefined, limit).catch(() => false)));
    for (const end of serves) end()
    await forget()
  }
  const installed: InstalledWebhook = {
    name: id,
    stop: () => void (state = 'stopped'),
    remove: (signal) => (removed ??= remove(signal)),
  }
  try {
    await create(connection, kind, planConfiguration(host, { kind, id, probeId, path, probePath }, options), deadline.signal)
    await poll(async (see) => ((await isCalled(see, deadline.signal)) ? true : undefined), {
      deadline,
      awaited: `the API server's first call of the ${kind} webhook`,
      everyMs,
    })
    return installed
  } catch (error) {
    await installed.remove(AbortSignal.timeout(outOfForceMs))
    throw error
  }
}

async function create(connection: KubeConnection, kind: WebhookKind, body: object, signal: AbortSignal): Promise<void> {
  try {
    await connection.request({ method: 'POST', path: configurationsPath(kind), query: { fieldValidation: 'Strict' }, body, signal })
  } catch (cause) {
    if (!isRefusal(cause)) throw cause
    throw new KindError('KIND_APPLY_FAILED', { what: `the ${kind} webhook could not be made`, seen: [describeError(cause)], cause })
  }
}

function sendProbe(connection: KubeConnection, namespace: string, probeId: string, name: string, signal: AbortSignal): Promise<unknown> {
  return connection.request({
    method: 'POST',
    path: `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`,
    query: { dryRun: 'All' },
    body: planProbe(probeId, name, namespace),
    signal,
  })
}

function isProbe(object: unknown): boolean {
  const { metadata } = (object ?? {}) as { metadata?: { labels?: Record<string, string> } }
  return metadata?.labels?.[probeLabel] !== undefined
}

function json(text: string): Response {
  return new Response(text, { headers: { 'content-type': 'application/json' } })
}
