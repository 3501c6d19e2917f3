// How busy the machine is, whoever keeps it so: what others do meanwhile is in every time that is measured.
import { readFile } from 'node:fs/promises'
import { cpus } from 'node:os'

// USER_HZ, in which /proc counts on every Linux.
const ticksInS = 100

/** Processor time since the machine began, of all cores, with what its host has given to other machines; undefined off Linux. */
export async function readBusyS(): Promise<number | undefined> {
  const text = await readFile('/proc/stat', 'utf8').catch(() => '')
  const [, line] = /^cpu +(.*)$/m.exec(text) ?? []
  if (line === undefined) return undefined
  // user nice system idle iowait irq softirq steal; what follows is in them.
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line.split(' ').map(Number)
  return (user + nice + system + irq + softirq + steal) / ticksInS
}

/** From 0 to 1. */
export function shareOfMachine(processorS: number, duringMs: number): number {
  return Math.min(1, Math.max(0, processorS / ((duringMs / 1000) * cpus().length)))
}
