// Ranges of pods and Services → what keeps kubeadm or the nodes from using them.
import { familyDefaults, networkingDefaults } from '../defaults.ts'
import { doRangesOverlap, parseIpRange, type IpRange } from '../ip-range.ts'
import type { ClusterOptions } from '../options.ts'
import type { IsBroken, Problem } from './problem.ts'

export function findSubnetProblems(options: ClusterOptions, isBroken: IsBroken): Problem[] {
  const { networking = {} } = options
  if (isBroken('networking') || isBroken('networking', 'ipFamily')) return []
  const { ipFamily = networkingDefaults.ipFamily } = networking
  const read = (field: 'podSubnet' | 'serviceSubnet'): Written => ({
    path: `networking.${field}`,
    // One that is not written is the default; one that cannot be read is none.
    ranges: isBroken('networking', field) ? [] : readRanges(networking[field] ?? familyDefaults[ipFamily][field]),
    text: networking[field],
  })
  const [pods, services] = [read('podSubnet'), read('serviceSubnet')]
  return [
    ...[pods, services].flatMap((one) => findFamilyProblems(one, ipFamily)),
    ...(pods.text === undefined ? [] : findPodSizeProblems(pods, options)),
    ...(services.text === undefined ? [] : findServiceSizeProblems(services)),
    ...pods.ranges.flatMap((pod): Problem[] => {
      const met = services.ranges.find((range) => doRangesOverlap(pod, range))
      return met ? [['networking.serviceSubnet', `"${met.text}" overlaps podSubnet "${pod.text}"`]] : []
    }),
  ]
}

interface Written {
  readonly path: string
  readonly ranges: readonly IpRange[]
  readonly text: string | undefined
}

function findFamilyProblems({ path, ranges, text }: Written, ipFamily: 'ipv4' | 'ipv6' | 'dual'): Problem[] {
  if (text === undefined || ranges.length === 0) return []
  const families = ranges.map((range) => range.family)
  if (ipFamily === 'dual') {
    const fits = families.length === 1 || (families.length === 2 && families[0] !== families[1])
    return fits ? [] : [[path, `${JSON.stringify(text)}: with ipFamily "dual" one range, or one of each family, separated by a comma`]]
  }
  if (families.length > 1) return [[path, `${JSON.stringify(text)}: ${families.length} ranges; that is for ipFamily "dual"`]]
  const wanted = ipFamily === 'ipv4' ? 4 : 6
  return families[0] === wanted ? [] : [[path, `${JSON.stringify(text)} is an IPv${families[0]} range, but ipFamily is "${ipFamily}"`]]
}

/** Each node gets a part of the range: a /24, of IPv6 a /64. Who patches kubeadm may have said otherwise. */
function findPodSizeProblems({ path, ranges }: Written, options: ClusterOptions): Problem[] {
  if (JSON.stringify([options.kubeadmConfigPatches, options.kubeadmConfigPatchesJSON6902, options.nodes]).includes('node-cidr-mask-size'))
    return []
  const count = options.nodes?.length || (options.controlPlanes ?? 1) + (options.workers ?? 0)
  return ranges.flatMap(({ text, family, prefix }): Problem[] => {
    const part = family === 4 ? 24 : 64
    if (prefix > part) return [[path, `"${text}": too small; each node gets a /${part} of it`]]
    if (part - prefix > 16)
      return [[path, `"${text}": too large; kubeadm takes no IPv${family} range before /${part - 16} for nodes with a /${part} each`]]
    const room = 2 ** (part - prefix)
    // Without the default network there may be another that divides the range by itself.
    return count > room && !options.networking?.disableDefaultCNI
      ? [[path, `"${text}": room for ${room} node${room === 1 ? '' : 's'}, and there are ${count}; each gets a /${part} of it`]]
      : []
  })
}

/** What kubeadm takes: ten addresses at least, and no more than 20 bits of them. */
function findServiceSizeProblems({ path, ranges }: Written): Problem[] {
  return ranges.flatMap(({ text, family, prefix }): Problem[] => {
    const bits = (family === 4 ? 32 : 128) - prefix
    if (bits < 4) return [[path, `"${text}": too small; Services need a /${family === 4 ? 28 : 124}`]]
    return bits > 20 ? [[path, `"${text}": too large; Services have no more than a /${family === 4 ? 12 : 108}`]] : []
  })
}

function readRanges(text: string): IpRange[] {
  return text
    .split(',')
    .map(parseIpRange)
    .filter((range): range is IpRange => typeof range === 'object')
}
