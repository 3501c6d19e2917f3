// What the status of a Service of type LoadBalancer says, and the saying of it.
import type { KubeConnection } from '../connection.ts'
import type { KubeObject } from '../object.ts'

interface ServiceStatus {
  readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[] }
}

/** Where it is reached from outside; undefined while nobody has given it an address. */
export function readIngress({ status }: KubeObject): string | undefined {
  const [ingress] = (status as ServiceStatus | undefined)?.loadBalancer?.ingress ?? []
  return ingress?.ip ?? ingress?.hostname
}

export async function setIngress(connection: KubeConnection, { metadata }: KubeObject, ip: string, signal: AbortSignal): Promise<void> {
  await connection.request({
    method: 'PATCH',
    path: `/api/v1/namespaces/${metadata.namespace}/services/${metadata.name}/status`,
    contentType: 'application/merge-patch+json',
    body: { status: { loadBalancer: { ingress: [{ ip, ipMode: 'VIP' }] } } },
    signal,
  })
}
