// Places of a small cluster, as seen by its node `here`, and the objects that the API server would list of them.
export const families = [4, 6] as const

interface Place {
  readonly addresses: Readonly<Record<4 | 6, string>>
  readonly pod?: { readonly namespace: string; readonly node: string; readonly ports?: readonly object[] }
}

export const places: Readonly<Record<string, Place>> = {
  web: place(2, { namespace: 'shop', node: 'here', ports: [{ name: 'http', containerPort: 80 }] }),
  db: place(3, {
    namespace: 'shop',
    node: 'here',
    ports: [
      { name: 'http', containerPort: 8080 },
      { name: 'sql', containerPort: 5432, protocol: 'TCP' },
    ],
  }),
  job: place(0x102, { namespace: 'shop', node: 'there', ports: [{ name: 'http', containerPort: 8080 }] }),
  mon: place(0x103, { namespace: 'ops', node: 'there' }),
  outside: { addresses: { 4: '192.0.2.7', 6: '2001:db8::7' } },
}

function place(number: number, pod: Place['pod'] & {}): Place {
  const [third, last] = [number >> 8, number & 0xff]
  return { addresses: { 4: `10.244.${third}.${last}`, 6: `fd00:10:244:${third}::${last}` }, pod }
}

export const namespaces = [
  { kind: 'Namespace', metadata: { name: 'shop', labels: { 'kubernetes.io/metadata.name': 'shop' } } },
  { kind: 'Namespace', metadata: { name: 'ops', labels: { 'kubernetes.io/metadata.name': 'ops', team: 'ops' } } },
]

/** As the API server lists them: a pod bears its name as the label `app`. */
export function pods(
  change: (pod: { readonly name: string; readonly status: object; readonly spec: object }) => object = () => ({}),
): object[] {
  return Object.entries(places).flatMap(([name, { addresses, pod }]) => {
    if (pod === undefined) return []
    const spec = { nodeName: pod.node, containers: [{ name: 'main', ports: pod.ports }] }
    const status = { phase: 'Running', podIPs: families.map((family) => ({ ip: addresses[family] })) }
    const metadata = { namespace: pod.namespace, name, labels: { app: name } }
    return [{ kind: 'Pod', metadata, spec, status, ...change({ name, status, spec }) }]
  })
}

/** A policy of the namespace `shop`, unless it says another one. */
export function policy(spec: object, metadata: object = {}): object {
  return { kind: 'NetworkPolicy', metadata: { namespace: 'shop', name: 'one', ...metadata }, spec: { podSelector: {}, ...spec } }
}
