// In what a cluster differs from its pristine state → what is done about it, in stages, each at once. Pure.
import { isCustom } from '../../kube/object.ts'
import type { Differences } from './compare-inventories.ts'
import { groupOf, type InventoryItem } from './inventory.ts'

export type ResetStep =
  /** Its objects are given as they are stored: nobody serves the conversion any more, or will in a moment. */
  | { readonly do: 'end-conversion'; readonly item: InventoryItem }
  /** Let go of by its finalizers, too: whoever serves them goes as well. */
  | { readonly do: 'remove'; readonly item: InventoryItem; readonly graceS?: number }
  /** A namespace that was emptied and told to go: the namespace controller would look again only seconds later. */
  | { readonly do: 'finalize'; readonly item: InventoryItem }
  | { readonly do: 'put-back'; readonly item: InventoryItem }
  | { readonly do: 'make'; readonly item: InventoryItem }

export type ResetPlan = readonly (readonly ResetStep[])[]

// Requests of ours pass through them.
const gates = new Set([
  'ValidatingWebhookConfiguration.admissionregistration.k8s.io',
  'MutatingWebhookConfiguration.admissionregistration.k8s.io',
  'ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io',
  'ValidatingAdmissionPolicy.admissionregistration.k8s.io',
  'MutatingAdmissionPolicyBinding.admissionregistration.k8s.io',
  'MutatingAdmissionPolicy.admissionregistration.k8s.io',
  'APIService.apiregistration.k8s.io',
])
// Something makes others for them, again and again.
const makers = new Set([
  'Deployment.apps',
  'StatefulSet.apps',
  'DaemonSet.apps',
  'ReplicaSet.apps',
  'ReplicationController.',
  'Job.batch',
  'CronJob.batch',
  'HorizontalPodAutoscaler.autoscaling',
  'Service.',
  // Before its claim: the provisioner would begin to clear it.
  'PersistentVolume.',
])

/**
 * Namespaces are let go in the end without a look into them: what somebody has put there meanwhile, the next inventory finds, namespace or not.
 */
export function planReset({ added, changed, missing }: Differences): ResetPlan {
  const remove = (items: readonly InventoryItem[], graceS?: number): ResetStep[] =>
    items.map((item) => ({ do: 'remove', item, ...(graceS !== undefined && { graceS }) }))
  const isGate = (item: InventoryItem): boolean => gates.has(kindOf(item))
  const isNamespace = (item: InventoryItem): boolean => kindOf(item) === 'Namespace.'
  const isPod = (item: InventoryItem): boolean => kindOf(item) === 'Pod.'
  const isMaker = (item: InventoryItem): boolean => makers.has(kindOf(item)) || isCustom(item.content)
  const others = added.filter((item) => !isGate(item) && !isNamespace(item) && !isMaker(item))
  const back = changed.map(({ former }): ResetStep => ({ do: 'put-back', item: former }))
  const isBackGate = ({ item }: ResetStep): boolean => isGate(item)
  const make = missing.map((item): ResetStep => ({ do: 'make', item }))
  const stages: ResetPlan = [
    [
      ...added.filter(hasConversion).map((item): ResetStep => ({ do: 'end-conversion', item })),
      ...remove(added.filter(isGate)),
      ...back.filter(isBackGate),
    ],
    // From now on nothing new is made in them.
    remove(added.filter((item) => isNamespace(item) && !item.going)),
    remove(added.filter(isMaker)),
    // A second for the kubelet to end them; without it, they would run on for as long as they may take by themselves.
    [...remove(others.filter(isPod), 1), ...remove(others.filter((item) => !isPod(item) && item.namespace !== ''))],
    [...remove(others.filter(isPod), 0), ...remove(others.filter((item) => item.namespace === ''))],
    back.filter((step) => !isBackGate(step)),
    make.filter(({ item }) => isNamespace(item)),
    make.filter(({ item }) => item.namespace === '' && !isNamespace(item) && !isGate(item)),
    make.filter(({ item }) => item.namespace !== ''),
    make.filter(({ item }) => isGate(item)),
    added.filter(isNamespace).map((item): ResetStep => ({ do: 'finalize', item })),
  ]
  return stages.filter((stage) => stage.length > 0)
}

/** With a webhook: without whoever serves it, objects of that kind can be neither read nor removed. */
function hasConversion(item: InventoryItem): boolean {
  if (kindOf(item) !== 'CustomResourceDefinition.apiextensions.k8s.io') return false
  const { conversion } = (item.content['spec'] ?? {}) as { readonly conversion?: { readonly strategy?: string } }
  return conversion?.strategy === 'Webhook'
}

function kindOf({ apiVersion, kind }: InventoryItem): string {
  return `${kind}.${groupOf(apiVersion)}`
}
