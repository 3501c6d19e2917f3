// All rules, in the order in which they are tried: what makes many things fail comes before what fails of it.
import type { Cause } from './cause.ts'
import { controlPlaneCauses } from './control-plane-causes.ts'
import { engineCauses } from './engine-causes.ts'
import { hostCauses } from './host-causes.ts'
import { kubeletCauses } from './kubelet-causes.ts'
import { networkCauses } from './network-causes.ts'
import { nodeCauses } from './node-causes.ts'
import { runtimeCauses } from './runtime-causes.ts'

/** As the page in this folder has them. */
export const causeGroups: readonly { readonly title: string; readonly causes: readonly Cause[] }[] = [
  { title: 'The node itself', causes: nodeCauses },
  { title: 'The host and its limits', causes: hostCauses },
  { title: 'What the engine refuses', causes: engineCauses },
  { title: 'containerd and images', causes: runtimeCauses },
  { title: 'The kubelet', causes: kubeletCauses },
  { title: 'The control plane', causes: controlPlaneCauses },
  { title: 'Networks and names', causes: networkCauses },
]

export const causes: readonly Cause[] = causeGroups.flatMap((group) => group.causes)
