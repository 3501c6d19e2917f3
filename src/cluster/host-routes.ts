// The host's routes, where the kernel tells them in a file (Linux); elsewhere the ranges of its interfaces.
import { readFile } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import type { HostRoute } from '../plan/route-overlaps.ts'

/** Without default routes: they are no range of anybody's. */
export async function readHostRoutes(): Promise<HostRoute[]> {
  const table = await readFile('/proc/net/route', 'utf8').catch(() => undefined)
  if (table !== undefined) return parseRoutes(table)
  return Object.entries(networkInterfaces()).flatMap(([device, addresses]) =>
    (addresses ?? []).flatMap(({ cidr, internal }) => (cidr === null || internal ? [] : [{ range: cidr, device }])),
  )
}

/** The kernel's table: addresses are hexadecimal, their bytes in the order of the machine. */
export function parseRoutes(table: string): HostRoute[] {
  return table
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s+/))
    .map(([device = '', destination = '', , , , , , mask = '']) => ({ device, range: `${readAddress(destination)}/${countBits(mask)}` }))
    .filter(({ range }) => !range.endsWith('/0'))
}

function readAddress(hex: string): string {
  return [...Buffer.from(hex, 'hex')].toReversed().join('.')
}

function countBits(hex: string): number {
  return [...Buffer.from(hex, 'hex')].reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0)
}
