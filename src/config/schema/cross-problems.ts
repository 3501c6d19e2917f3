// What no single field can tell: nodes that do not make a cluster, ports and ranges that meet, names that others would refuse.
import type { ClusterOptions } from '../options.ts'
import { findImageProblems } from './image-problems.ts'
import { findMirrorProblems } from './mirror-problems.ts'
import { findMountProblems } from './mount-problems.ts'
import { findNodeLabelProblems } from './node-label-problems.ts'
import { findNodeProblems } from './node-problems.ts'
import { findPatchProblems } from './patch-problems.ts'
import { findPortProblems } from './port-problems.ts'
import type { IsBroken, Problem } from './problem.ts'
import { findRegistryProblems } from './registry-problems.ts'
import { findRuntimeConfigProblems } from './runtime-config-problems.ts'
import { findSubnetProblems } from './subnet-problems.ts'

/**
 * Options → what is wrong between their fields. Those that are wrong by themselves are taken out, which `isBroken` tells, so that
 * nothing is said of a default in their place.
 */
export function findCrossProblems(options: ClusterOptions, isBroken: IsBroken): Problem[] {
  return [
    ...findExistingProblems(options),
    ...findNodeProblems(options, isBroken),
    ...findImageProblems(options, isBroken),
    ...findNodeLabelProblems(options),
    ...findMountProblems(options),
    ...findPortProblems(options, isBroken),
    ...findSubnetProblems(options, isBroken),
    ...findRuntimeConfigProblems(options),
    ...findPatchProblems(options),
    ...findMirrorProblems(options),
    ...findRegistryProblems(options),
    ...findPoolProblems(options),
  ]
}

/** Spares are made beforehand, several beside each other. */
function findPoolProblems({ pool, name, reuse, nodes = [], networking }: ClusterOptions): Problem[] {
  if (!pool) return []
  const fixed = nodes.flatMap(({ extraPortMappings = [] }, node) =>
    extraPortMappings.flatMap(({ hostPort = 0 }, index) => (hostPort > 0 ? [`nodes[${node}].extraPortMappings[${index}].hostPort`] : [])),
  )
  const ports = [...fixed, ...((networking?.apiServerPort ?? 0) > 0 ? ['networking.apiServerPort'] : [])]
  return [
    ...(name === undefined ? [] : [['name', 'cannot stand beside pool: a cluster from there has a name of its own'] as Problem]),
    ...(reuse === 'always' || reuse === 'existing' ? [['pool', `has nothing to give beside reuse: '${reuse}'`] as Problem] : []),
    ...ports.map((path): Problem => [path, 'cannot be fixed beside pool: a spare would hold the port before it is used']),
  ]
}

/** An existing cluster is as it is: whatever describes it could only be wished for. */
function findExistingProblems(options: ClusterOptions): Problem[] {
  if (options.reuse !== 'existing') return []
  const fitting = ['reuse', 'name', 'images', 'manifests', 'keepOnFailure', 'bootTimeout']
  const problems = Object.keys(options)
    .filter((key) => !fitting.includes(key))
    .map((key): Problem => [key, "cannot stand beside reuse: 'existing', which takes the cluster as it is"])
  return options.name === undefined ? [['name', "is needed beside reuse: 'existing'"], ...problems] : problems
}
