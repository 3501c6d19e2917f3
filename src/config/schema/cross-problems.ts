// What no single field can tell: nodes that do not make a cluster, ports and ranges that meet, patches that cannot be read.
import { isIPv6 } from 'node:net'
import { familyDefaults, networkingDefaults } from '../defaults.ts'
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
  /** Index of the node; the API server's is whichever. */
  readonly node: number | undefined
}

/** The engine would refuse the second of two nodes only when the first is there already. */
function findPortProblems({ nodes, networking }: ClusterOptions): Problem[] {
  const family = familyDefaults[networking?.ipFamily ?? networkingDefaults.ipFamily]
  const wanted: Published[] = (nodes ?? []).flatMap((node, index) =>
    (node.extraPortMappings ?? []).map(({ hostPort = 0, listenAddress = family.listenAddress, protocol = 'TCP' }, at) => ({
      path: `nodes[${index}].extraPortMappings[${at}]`,
      address: listenAddress,
      port: hostPort,
      protocol: protocol.toUpperCase(),
      node: index,
    })),
  )
  const api: Published = { path: 'networking.apiServerPort', address: networking?.apiServerAddress ?? family.apiServerAddress, port: networking?.apiServerPort ?? 0, protocol: 'TCP', node: undefined }
  const problems: Problem[] = []
  const taken: Published[] = [api]
  for (const one of wanted) {
    const other = one.port > 0 ? taken.find((before) => doPortsMeet(before, one)) : undefined
    if (other) problems.push([`${one.path}.hostPort`, `${one.port}: ${other.path} wants ${other.protocol} port ${other.port} of ${other.address} already`])
    taken.push(one)
  }
  return problems
}

/** Within a node any wildcard collides with any address, as kind has it; between nodes the families are apart. */
function doPortsMeet(a: Published, b: Published): boolean {
  if (a.port !== b.port || a.protocol !== b.protocol) return false
  if (a.address === b.address) return true
  const isAny = ({ address }: Published): boolean => address === '0.0.0.0' || address === '::'
  return (isAny(a) || isAny(b)) && (a.node === b.node || isIPv6(a.address) === isIPv6(b.address))
}

function findSubnetProblems({ networking = {} }: ClusterOptions): Problem[] {
  const { ipFamily = 'ipv4' } = networking
  const fields = [
    ['networking.podSubnet', networking.podSubnet],
    ['networking.serviceSubnet', networking.serviceSubnet],
  ] as const
  const [pods = [], services = []] = fields.map(([, text]) => readRanges(text ?? ''))
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
  // One that is not written is the default.
  for (const pod of pods.length > 0 ? pods : readRanges(familyDefaults[ipFamily].podSubnet)) {
    const service = (services.length > 0 ? services : readRanges(familyDefaults[ipFamily].serviceSubnet)).find((range) => doRangesOverlap(pod, range))
    if (service) problems.push(['networking.serviceSubnet', `"${service.text}" overlaps podSubnet "${pod.text}"`])
  }
  return problems
}

function readRanges(text: string): IpRange[] {
  return text.split(',').map(parseIpRange).filter((range): range is IpRange => typeof range === 'object')
}
