// A node's limits → what its kubelet must set aside. It sees the host's memory and cores whatever the container may use, and the
// scheduler would fill a small node with pods for a large one (kind #877).
import type { NodeSpec } from '../config/spec.ts'
import type { MachineFacts } from './host-facts.ts'

// The pods a control plane itself consists of ask for 0.85 to 0.95 cores: with fewer the kubelet would refuse them.
const leastCpus = { 'control-plane': 1, worker: 0 }

/** `systemReserved` of the kubelet: what the host has and the node may not use. Undefined: nothing. */
export function planReservation(
  { role, memoryBytes, cpus }: NodeSpec,
  machine: MachineFacts | undefined,
): Readonly<Record<string, string>> | undefined {
  if (!machine) return undefined
  const reservedBytes = memoryBytes === null ? 0 : machine.memoryBytes - memoryBytes
  const reservedMillicores = cpus === null ? 0 : Math.floor((machine.cpus - Math.max(cpus, leastCpus[role])) * 1000)
  const reservation = {
    ...(reservedBytes > 0 && { memory: String(reservedBytes) }),
    ...(reservedMillicores > 0 && { cpu: `${reservedMillicores}m` }),
  }
  return Object.keys(reservation).length > 0 ? reservation : undefined
}
