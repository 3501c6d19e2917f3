// Steps of both contenders → the phases they have in common, so that one colour is one thing in both.
import type { Step } from '../contenders/contender.ts'

export const phases = ['prepare', 'nodes', 'runtime', 'control plane', 'network and storage', 'join', 'wait'] as const

export type Phase = (typeof phases)[number]

// Ours by the names of boot actions, kind's by what it prints.
const patterns: readonly (readonly [Phase, RegExp])[] = [
  ['prepare', /^(check-|ensure-|Ensuring)/],
  ['nodes', /^(create-nodes|write-|release-nodes|start-(?!kubelet)|take-spare|Preparing|Writing|Configuring)/],
  ['runtime', /^await-runtime/],
  ['control plane', /^(kubeadm-init|put-back-|Starting control-plane)/],
  ['network and storage', /^(install-|Installing|apply-|load-)/],
  ['join', /^(join-|Joining)/],
]

export function phaseOf({ name, outside }: Step): Phase {
  return (outside ? undefined : patterns.find(([, pattern]) => pattern.test(name))?.[0]) ?? 'wait'
}
