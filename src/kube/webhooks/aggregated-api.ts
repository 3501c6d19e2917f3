// An API of the cluster that this process serves: an APIService and, in the test's namespace, the Service that leads here.
import { randomUUID } from 'node:crypto'
import { isIPv6 } from 'node:net'
import type { Deadline } from '../../support/deadline.ts'
import { describeError, KindError } from '../../support/errors.ts'
import { poll } from '../../support/poll.ts'
import { ignoreAbsent, isRefusal, mayPass } from '../request-error.ts'
import {
  type ApiAnswer,
  type ApiRequest,
  type ApiResourceOptions,
  readApiRequest,
  renderApiAnswer,
  renderApiError,
  renderResources,
  renderStatus,
} from './api-request.ts'
import { askApiServers } from './ask-api-servers.ts'
import { type InstalledWebhook, ownedLabel, ownerAnnotation, type WebhookHost } from './host.ts'

export interface AggregatedApiOptions {
  /** `metrics.example.com` */
  readonly group: string
  /** `v1` */
  readonly version: string
  /** What it has, for kubectl and clients. @default nothing: it is asked by its paths */
  readonly resources?: readonly ApiResourceOptions[]
  /** @default 1000 */
  readonly groupPriorityMinimum?: number
  /** @default 15 */
  readonly versionPriority?: number
}

export type ApiHandler = (request: ApiRequest) => ApiAnswer | Promise<ApiAnswer>

const services = '/apis/apiregistration.k8s.io/v1/apiservices'
const discovery = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
const everyMs = 20
const outOfForceMs = 3_000

/** Throws KIND_APPLY_FAILED when the API server refuses it, because it has that group and version already; nothing is left then. */
export async function installAggregatedApi(
  host: WebhookHost,
  { group, version, resources = [], groupPriorityMinimum = 1_000, versionPriority = 15 }: AggregatedApiOptions,
  handler: ApiHandler,
  deadline: Deadline,
): Promise<InstalledWebhook> {
  const { connection, namespace, server } = host
  const { signal } = deadline
  const name = `${version}.${group}`
  const root = `/apis/${group}/${version}`
  const service = `api-${randomUUID().slice(0, 6)}`
  const probes = new Set<string>()
  let state: 'serving' | 'stopped' = 'serving'
  const end = server.serve(root, async (called) => {
    if (state === 'stopped') return 'hang up'
    // Its paths are no secret; the API server has a certificate by which it is known.
    if (called.clientName === undefined) return renderStatus(401, 'Unauthorized', 'only the API server is answered')
    const request = readApiRequest(called, root)
    probes.add(request.query.get('probe') ?? '')
    if (request.resource === '') return renderResources(`${group}/${version}`, resources)
    try {
      return renderApiAnswer(await handler(request), request)
    } catch (error) {
      host.onError(error)
      return renderApiError(error)
    }
  })
  const isCalled = (limit: AbortSignal): Promise<boolean> =>
    askApiServers(connection, host.apiServers, async (one) => {
      const probe = randomUUID()
      await one.request({ path: root, query: { probe }, signal: limit })
      return probes.delete(probe)
    })
  const isKnown = (): Promise<boolean> =>
    askApiServers(connection, host.apiServers, async (one) => isListed(await one.request({ path: '/apis', accept: discovery, signal })))
  const isListed = (answer: unknown): boolean => {
    const { items = [] } = answer as { items?: { metadata?: { name?: string }; versions: { version: string; freshness?: string }[] }[] }
    const found = items.find(({ metadata }) => metadata?.name === group)
    return found?.versions.some((one) => one.version === version && one.freshness !== 'Stale') ?? false
  }
  const undo = { method: 'DELETE', path: `${services}/${name}` } as const
  let forget: () => Promise<void> = () => Promise.resolve()
  let removed: Promise<void> | undefined
  const remove = async (limit: AbortSignal): Promise<void> => {
    await connection.request({ ...undo, signal: limit }).catch(ignoreAbsent)
    const short = AbortSignal.any([limit, AbortSignal.timeout(outOfForceMs)])
    while (!short.aborted && (await isCalled(short).catch(() => false)));
    await connection
      .request({ method: 'DELETE', path: `/api/v1/namespaces/${namespace}/services/${service}`, signal: limit })
      .catch(ignoreAbsent)
    end()
    await forget()
  }
  const installed: InstalledWebhook = {
    name,
    stop: () => void (state = 'stopped'),
    remove: (limit) => (removed ??= remove(limit)),
  }
  const ports = [{ name: 'https', port: host.port }]
  const create = (path: string, body: object): Promise<unknown> =>
    connection.request({ method: 'POST', path, query: { fieldValidation: 'Strict' }, body, signal })
  try {
    await create(`/api/v1/namespaces/${namespace}/services`, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: service },
      spec: { ports: [{ name: 'https', port: 443, targetPort: host.port }] },
    })
    await create(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`, {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: service, labels: { 'kubernetes.io/service-name': service } },
      addressType: isIPv6(host.host) ? 'IPv6' : 'IPv4',
      endpoints: [{ addresses: [host.host], conditions: { ready: true } }],
      ports,
    })
    await create(services, {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name, labels: { [ownedLabel]: 'true' }, annotations: { [ownerAnnotation]: host.owner } },
      spec: {
        group,
        version,
        groupPriorityMinimum,
        versionPriority,
        caBundle: host.caBundle,
        service: { namespace, name: service, port: 443 },
      },
    })
    // Not before: until then it may be somebody else's.
    forget = await host.guard(undo)
    await poll(async () => ((await isCalled(signal)) && (resources.length === 0 || (await isKnown())) ? true : undefined), {
      deadline,
      awaited: `the API server's first call of ${root}`,
      everyMs,
      retryOn: mayPass,
    })
    return installed
  } catch (cause) {
    const isOurs = !(isRefusal(cause) && cause.status === 409)
    if (isOurs) await installed.remove(AbortSignal.timeout(outOfForceMs))
    else end()
    if (!isRefusal(cause)) throw cause
    throw new KindError('KIND_APPLY_FAILED', {
      what: isOurs ? `the API ${group}/${version} could not be made` : `the cluster has an API ${group}/${version} already`,
      seen: [describeError(cause)],
      ...(!isOurs && { do: 'a group belongs to the whole cluster: give each test a group of its own' }),
      cause,
    })
  }
}
