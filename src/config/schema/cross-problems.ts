// What no single field can tell: nodes that do not make a cluster, ports and ranges that meet, patches that cannot be read.
import { doRangesOverlap, parseIpRange, type IpRange } from '../ip-range.ts'
import type { ClusterOptions, NodeOptions } from '../options.ts'
import { findPatchProblems } from './patch-problems.ts'
import type { Problem } from './problem.ts'

/** Options whose fields are all right by themselves → what is wrong between them. */
export function findCrossProblems(options: ClusterOptions): Problem[] {
  return [...findExistingProblems(options), ...findNodeProblems(options), ...findPortProblems(options), ...findSubnetProblems(options), ...findPatchProblems(options)]
}

function findNodeProblems({ nodes, workers, controlPlanes }: ClusterOptions): Problem[] {
  const problems: Problem[] = []
  if (nodes && workers !== undefined) problems.push(['workers', 'cannot stand beside nodes; write the workers into nodes'])
  if (nodes && controlPlanes !== undefined) problems.push(['controlPlanes', 'cannot stand beside nodes; write the control planes into nodes'])
  if (nodes && !nodes.some(isControlPlane)) problems.push(['nodes', 'no control plane among them; a cluster needs one'])
  return problems
}

/** An existing cluster is as it is: whatever describes it could only be wished for. */
function findExistingProblems(options: ClusterOptions): Problem[] {
  if (options.reuse !== 'existing') return []
  const apt = ['reuse', 'name', 'images', 'keepOnFailure', 'bootTimeout']
  const inept = Object.entries(options).filter(([key, value]) => value !== undefined && !apt.includes(key)).map(([key]) => key)
  const problems = inept.map((key): Problem => [key, "cannot stand beside reuse: 'existing', which takes the cluster as it is"])
  return options.name === undefined ? [['name', "is needed beside reuse: 'existing'"], ...problems] : problems
}

function isControlPlane(node: NodeOptions): boolean {
  return (node.role ?? 'control-plane') === 'control-plane'
}

interface Published {
  readonly path: string
  readonly address: string
  readonly port: number
  readonly protocol: string
}

/** The engine would refuse the second of two nodes only when the first is there already. */
function findPortProblems({ nodes, networking }: ClusterOptions): Problem[] {
  const wanted: Published[] = (nodes ?? []).flatMap((node, index) =>
    (node.extraPortMappings ?? []).map(({ hostPort = 0, listenAddress = '0.0.0.0', protocol = 'TCP' }, at) => ({
      path: `nodes[${index}].extraPortMappings[${at}]`,
      address: listenAddress,
      port: hostPort,
      protocol: protocol.toUpperCase(),
    })),
  )
  const api: Published = { path: 'networking.apiServerPort', address: networking?.apiServerAddress ?? '127.0.0.1', port: networking?.apiServerPort ?? 0, protocol: 'TCP' }
  const problems: Problem[] = []
  const taken: Published[] = [api]
  for (const one of wanted) {
    const other = one.port > 0 ? taken.find((before) => doPortsMeet(before, one)) : undefined
    if (other) problems.push([`${one.path}.hostPort`, `${one.port}: ${other.path} wants ${other.protocol} port ${other.port} of ${other.address} already`])
    taken.push(one)
  }
  return problems
}

function doPortsMeet(a: Published, b: Published): boolean {
  const isAny = (address: string): boolean => address === '0.0.0.0' || address === '::'
  return a.port === b.port && a.protocol === b.protocol && (a.address === b.address || isAny(a.address) || isAny(b.address))
}

function findSubnetProblems({ networking = {} }: ClusterOptions): Problem[] {
  const { ipFamily = 'ipv4' } = networking
  const fields = [
    ['networking.podSubnet', networking.podSubnet],
    ['networking.serviceSubnet', networking.serviceSubnet],
  ] as const
  const [pods = [], services = []] = fields.map(([, text]) => (text ?? '').split(',').map(parseIpRange).filter((range): range is IpRange => typeof range === 'object'))
  const problems = fields.flatMap(([path, text], index): Problem[] => {
    if (text === undefined) return []
    const families = (index === 0 ? pods : services).map((range) => range.family)
    if (ipFamily === 'dual') {
      const fits = families.length === 1 || (families.length === 2 && families[0] !== families[1])
      return fits ? [] : [[path, `${JSON.stringify(text)}: with ipFamily "dual" one range, or one of each family, separated by a comma`]]
    }
    if (families.length > 1) return [[path, `${JSON.stringify(text)}: ${families.length} ranges; that is for ipFamily "dual"`]]
    const wanted = ipFamily === 'ipv4' ? 4 : 6
    return families[0] === wanted ? [] : [[path, `${JSON.stringify(text)} is an IPv${families[0]} range, but ipFamily is "${ipFamily}"`]]
  })
  for (const pod of pods) {
    const service = services.find((range) => doRangesOverlap(pod, range))
    if (service) problems.push(['networking.serviceSubnet', `"${service.text}" overlaps podSubnet "${pod.text}"`])
  }
  return problems
}
