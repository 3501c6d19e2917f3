// Services of type LoadBalancer of a cluster → each with an address on the Docker network, as long as `signal` does not fire, and before it
// with one of this machine's own where that network is not reached from here. What a cloud's controller does elsewhere. Addresses go with
// their Service, and with the cluster.
import { isDeepStrictEqual } from 'node:util'
import { reachesNodes } from '../cluster/reaches-nodes.ts'
import { chooseServiceAddress, holdAddress, readHeldAddresses, releaseAddress } from '../cluster/service-addresses.ts'
import { awaitObjects } from '../kube/await-objects.ts'
import type { KubeConnection } from '../kube/connection.ts'
import { readIngress, setIngress } from '../kube/verdicts/load-balancer-status.ts'
import type { KubeObject } from '../kube/object.ts'
import { KubeRequestError } from '../kube/request-error.ts'
import { startDeadline } from '../support/deadline.ts'
import { describeError } from '../support/errors.ts'
import { pause } from '../support/poll.ts'
import { type ClusterContext, openCluster } from './context.ts'
import { createEntrances, type Entrances, isEntrance } from './entrances.ts'

// A node that has been restarted has forgotten its addresses: looked at so often while there are any.
const lookAgainMs = 5_000
const afterFailureMs = 1_000
const tellAfter = 5
// The longest a timer takes.
const foreverMs = 2 ** 31 - 1

interface ServeContext extends Pick<ClusterContext, 'environment' | 'signal'> {
  /** Others may have left addresses there. */
  readonly adopted: boolean
  /** Told once what keeps Services from getting an address. */
  readonly say: (text: string) => void
}

/** Resolves when `signal` fires; at once for a cluster that is not ours: somebody else may serve there. */
export async function serveLoadBalancers(name: string, { environment, signal, adopted, say }: ServeContext): Promise<void> {
  const cluster = await openCluster(name, { environment, signal })
  if (!cluster.spec) return
  await using connection = await cluster.connect()
  const news = createNews()
  const watching = awaitObjects(connection, {
    path: '/api/v1/services',
    awaited: 'the end of the run',
    deadline: startDeadline('the run', foreverMs, signal),
    judge(services) {
      news.tell(services.filter(isOurs))
      return { ready: false, why: '' }
    },
  })
  await using entrances = createEntrances({ connection, signal })
  const serving = (async () => {
    // Most clusters never have one: nothing is asked of their nodes.
    let hadSome = adopted
    let isReached: boolean | undefined
    const failures = new Map<string, number>()
    for (let services: readonly KubeObject[] = []; !signal.aborted;) {
      const waitMs = services.length > 0 ? lookAgainMs : foreverMs
      services = (await news.next(waitMs, signal)) ?? services
      try {
        hadSome ||= services.length > 0
        if (signal.aborted || !hadSome) continue
        if (isReached === undefined && services.length > 0) {
          isReached = await reachesNodes(cluster, signal)
          if (!isReached) say('Services of type LoadBalancer get ports of this machine: it does not reach the nodes at their addresses')
        }
        await reconcile(name, connection, services, { environment, signal, entrances: isReached === false ? entrances : undefined })
      } catch (error) {
        if (signal.aborted) return
        // Once is nothing: an API server starts anew, a node is off.
        const text = describeError(error)
        failures.set(text, (failures.get(text) ?? 0) + 1)
        if (failures.get(text) === tellAfter) say(`Services of type LoadBalancer wait for an address: ${text}`)
        await pause(afterFailureMs, signal)
      }
    }
  })()
  await Promise.all([serving, watching.catch((error: unknown) => !signal.aborted && say(describeError(error)))])
}

interface ReconcileContext extends Pick<ClusterContext, 'environment' | 'signal'> {
  /** Where the nodes' addresses are not reached from here. */
  readonly entrances: Entrances | undefined
}

async function reconcile(
  name: string,
  connection: KubeConnection,
  services: readonly KubeObject[],
  context: ReconcileContext,
): Promise<void> {
  const { signal, entrances } = context
  // Opened anew: nodes come and go.
  const cluster = await openCluster(name, context)
  const node = cluster.nodes.find(({ running }) => running)
  if (!node) return
  const held = await readHeldAddresses(cluster, signal)
  const wanted = new Set<string>()
  for (const service of services) {
    const ingress = readIngress(service)
    const [present] = ingress.filter((point) => !isEntrance(point)).flatMap(({ ip, hostname }) => ip ?? hostname ?? [])
    const address =
      present ??
      (await chooseServiceAddress(cluster.engine, cluster, node, {
        taken: [...held.map((one) => one.address), ...wanted],
        seed: service.metadata.uid ?? '',
        signal,
      }))
    if (address === undefined) throw new Error('the Docker network has no IPv4 range')
    wanted.add(address)
    if (!held.some((one) => one.address === address)) await holdAddress({ node, address }, signal)
    const here = await entrances?.open(service)
    const points = here ? [here] : ingress.filter(isEntrance)
    // Somebody else's words about his own address stay as they are.
    const others = present === undefined ? [{ ip: address, ipMode: 'VIP' } as const] : ingress.filter((point) => !isEntrance(point))
    if (!isDeepStrictEqual(ingress, [...points, ...others]))
      await setIngress(connection, service, [...points, ...others], signal).catch(ignoreGone)
  }
  await entrances?.keepOnly(services)
  await Promise.all(held.filter(({ address }) => !wanted.has(address)).map((one) => releaseAddress(one, signal)))
}

/** Deleted meanwhile: the next look releases the address. */
function ignoreGone(error: unknown): void {
  if (!(error instanceof KubeRequestError) || error.status !== 404) throw error
}

/** Another class is another controller's. */
function isOurs({ spec, metadata }: KubeObject): boolean {
  const { type, loadBalancerClass, ipFamilies } = (spec ?? {}) as {
    type?: string
    loadBalancerClass?: string
    ipFamilies?: readonly string[]
  }
  return (
    type === 'LoadBalancer' && loadBalancerClass === undefined && ipFamilies?.[0] !== 'IPv6' && metadata.deletionTimestamp === undefined
  )
}

/** The latest word only: whoever is busy meanwhile misses nothing that still holds. */
function createNews() {
  let latest: readonly KubeObject[] | undefined
  let wake = (): void => {}
  return {
    tell(services: readonly KubeObject[]): void {
      latest = services
      wake()
    },
    async next(withinMs: number, signal: AbortSignal): Promise<readonly KubeObject[] | undefined> {
      const over = new AbortController()
      wake = () => over.abort()
      if (latest === undefined) await pause(withinMs, AbortSignal.any([over.signal, signal]))
      const told = latest
      latest = undefined
      return told
    },
  }
}
