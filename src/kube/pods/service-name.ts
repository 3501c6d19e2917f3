// A host name as pods of a namespace use it → the Service it means. Pure: whether there is one is another question.

export interface ServiceName {
  readonly service: string
  readonly namespace: string
  /** One of the Service's pods, by its own name: `web-0.web.shop.svc`. */
  readonly pod?: string
}

/** `web`, `web.shop`, `web.shop.svc`, `web.shop.svc.cluster.local`, with or without a dot at the end. Undefined for what is none of these. */
export function parseServiceName(host: string, namespace: string): ServiceName | undefined {
  const labels = host.replace(/\.$/, '').toLowerCase().split('.')
  if (labels.some((label) => !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(label)) || labels.every((label) => /^\d+$/.test(label)))
    return undefined
  const svc = labels.indexOf('svc')
  const [first = '', second, ...rest] = svc >= 2 ? labels.slice(0, svc) : labels
  // What follows is the cluster's domain, which is somebody's choice.
  if (svc < 2) return rest.length > 0 ? undefined : { service: first, namespace: second ?? namespace }
  if (rest.length > 1) return undefined
  return rest[0] === undefined ? { service: first, namespace: second! } : { service: second!, namespace: rest[0], pod: first }
}
