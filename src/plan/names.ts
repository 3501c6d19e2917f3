// Cluster name + roles → container names, counted a role as kind counts them: web-control-plane, web-worker, web-worker2.
import type { NodeRole } from '../config/spec.ts'

/** One name for each role, in the order given. */
export function planNames(cluster: string, roles: readonly NodeRole[]): string[] {
  const counts = new Map<NodeRole, number>()
  return roles.map((role) => {
    const count = (counts.get(role) ?? 0) + 1
    counts.set(role, count)
    return `${cluster}-${role}${count === 1 ? '' : count}`
  })
}

/** The container in front of several control planes, named as kind names it. */
export function loadBalancerName(cluster: string): string {
  return `${cluster}-external-load-balancer`
}
