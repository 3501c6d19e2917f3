// What the status of a Service of type LoadBalancer says, and the saying of it.
import type { V1PortStatus } from '@kubernetes/client-node'
import type { KubeConnection } from '../connection.ts'
import type { KubeObject } from '../object.ts'

/** An address at which the Service answers. */
export interface IngressPoint {
  readonly ip?: string
  readonly hostname?: string
  /** `VIP`: nodes know the address as the Service's own. `Proxy`: something before them has it. */
  readonly ipMode?: 'VIP' | 'Proxy'
  /** One for each of the Service's, in their order; absent where they are the same. */
  readonly ports?: readonly V1PortStatus[]
}

interface ServiceStatus {
  readonly loadBalancer?: { readonly ingress?: readonly IngressPoint[] }
}

/** Where it is reached from outside; empty while nobody has given it an address. */
export function readIngress({ status }: KubeObject): readonly IngressPoint[] {
  return (status as ServiceStatus | undefined)?.loadBalancer?.ingress ?? []
}

export async function setIngress(
  connection: KubeConnection,
  { metadata }: KubeObject,
  ingress: readonly IngressPoint[],
  signal: AbortSignal,
): Promise<void> {
  await connection.request({
    method: 'PATCH',
    path: `/api/v1/namespaces/${metadata.namespace}/services/${metadata.name}/status`,
    contentType: 'application/merge-patch+json',
    body: { status: { loadBalancer: { ingress } } },
    signal,
  })
}
