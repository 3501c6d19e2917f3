// Ports of the host that the spec leaves open (0) → numbers. A number the engine picks is another one after a restart, and every
// kubeconfig handed out before would be stale; one that is in the container's settings stays. -1 asks for the engine's pick.
import type { ClusterSpec } from '../config/spec.ts'

export function countOpenPorts({ nodes, networking }: ClusterSpec): number {
  return [networking.apiServerPort, ...nodes.flatMap((node) => node.extraPortMappings.map(({ hostPort }) => hostPort))].filter(
    (port) => port === 0,
  ).length
}

/** The spec with `free` in the place of its zeros. With too few of them the rest is left to the engine. */
export function fixOpenPorts(spec: ClusterSpec, free: readonly number[]): ClusterSpec {
  const left = free.values()
  const fix = (port: number): number => (port === 0 ? (left.next().value ?? -1) : port)
  return {
    ...spec,
    networking: { ...spec.networking, apiServerPort: fix(spec.networking.apiServerPort) },
    nodes: spec.nodes.map((node) => ({
      ...node,
      extraPortMappings: node.extraPortMappings.map((mapping) => ({ ...mapping, hostPort: fix(mapping.hostPort) })),
    })),
  }
}
