// The proxies nodes shall use → variables of their environment, with what must not go through a proxy, as kind has it.
import type { ClusterSpec } from '../config/spec.ts'

export interface ProxySettings {
  readonly http: string | undefined
  readonly https: string | undefined
  readonly no: string | undefined
}

/** The environment's, else those the docker program would give; what goes past them is the environment's word in any case: kind's order. */
export function chooseProxies(environment: ProxySettings, configured: ProxySettings): ProxySettings {
  return environment.http || environment.https ? environment : { ...configured, no: environment.no || configured.no }
}

/** `neighbours` are names on the nodes' network. Both cases of each name, for there are programs that read only one; empty when no proxy is set. */
export function renderProxyEnv(
  proxies: ProxySettings,
  spec: ClusterSpec,
  neighbours: readonly string[],
  networkRanges: readonly string[],
): Record<string, string> {
  if (!proxies.http && !proxies.https) return {}
  const no = renderNoProxy({ no: proxies.no, networking: spec.networking }, neighbours, networkRanges)
  const named = { HTTP_PROXY: proxies.http, HTTPS_PROXY: proxies.https, NO_PROXY: no }
  return Object.fromEntries(
    Object.entries(named).flatMap(([name, value]) =>
      value
        ? [
            [name, value],
            [name.toLowerCase(), value],
          ]
        : [],
    ),
  )
}

/** What goes past the proxies: the network, what was said so, Services, pods, nodes, names in the cluster. */
export function renderNoProxy(
  {
    no,
    networking,
  }: { readonly no: string | undefined; readonly networking: Pick<ClusterSpec['networking'], 'podSubnet' | 'serviceSubnet'> },
  nodeNames: readonly string[],
  networkRanges: readonly string[],
): string {
  const { podSubnet, serviceSubnet } = networking
  return [...networkRanges, no, serviceSubnet, podSubnet, ...nodeNames, '.svc', '.svc.cluster', '.svc.cluster.local']
    .filter((one) => one)
    .join(',')
}
