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
