// Which Linux capabilities this host cannot give to a container, though `--privileged` asks for them.
import { readFileSync } from 'node:fs'

/** Numbers (linux/capability.h) of the capabilities the kernel knows and this process may never have. */
export function readMissingCapabilities(): number[] {
  return missingCapabilities(readFileSync('/proc/self/status', 'utf8'), readFileSync('/proc/sys/kernel/cap_last_cap', 'utf8'))
}

/** The same from the two texts: a /proc/<pid>/status and the number of the kernel's last capability. */
export function missingCapabilities(status: string, lastCapability: string): number[] {
  const bounding = /^CapBnd:\s*([0-9a-f]+)$/m.exec(status)?.[1]
  if (bounding === undefined) throw new Error('no CapBnd line in /proc/self/status')
  const has = BigInt(`0x${bounding}`)
  const all = Array.from({ length: Number(lastCapability) + 1 }, (_, number) => number)
  return all.filter((number) => ((has >> BigInt(number)) & 1n) === 0n)
}
