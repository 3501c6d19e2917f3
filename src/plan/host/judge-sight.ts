// What the engine says of its machine, and what this one is → how much of the engine's machine can be looked at from here. Pure.
import type { Sight } from './examination.ts'

/** What tells a machine from another; of the engine's, as it says. */
export interface MachineIdentity {
  /** Undefined where it is not told. */
  readonly kernelVersion: string | undefined
  readonly memoryBytes: number
  readonly hostName: string | undefined
}

/**
 * @param here undefined where this is no Linux: then no engine runs on it but in a virtual machine.
 * @param isLocal whether it is asked over a socket of this machine.
 * @param hasDirectory whether the folder in which it keeps its data is here.
 */
export function judgeSight({
  engine,
  here,
  isLocal,
  hasDirectory,
}: {
  readonly engine: MachineIdentity
  readonly here: MachineIdentity | undefined
  readonly isLocal: boolean
  readonly hasDirectory: boolean
}): Sight {
  if (!here) return 'nothing'
  if (engine.kernelVersion === undefined) return hasDirectory ? 'all' : 'nothing'
  if (engine.kernelVersion !== here.kernelVersion) return 'nothing'
  // Machines of one fleet have one kernel; a container, another name than its host.
  if (!isLocal && engine.hostName !== here.hostName) return 'nothing'
  // Memory may be added while a machine runs.
  if (Math.abs(engine.memoryBytes - here.memoryBytes) > here.memoryBytes / 10) return 'nothing'
  return hasDirectory ? 'all' : 'kernel'
}
