// Objects → what etcdctl reads: transactions that put them all. Pure.
import type { RenewedObject } from './renew-objects.ts'

// etcdctl sends at most 2 MiB at once.
const largestBytes = 1_000_000

/** Each a text for `etcdctl txn`: nothing to compare, the puts, nothing else. */
export function renderTransactions(objects: readonly RenewedObject[]): string[] {
  const batches: string[][] = [[]]
  let bytes = 0
  for (const { key, json } of objects) {
    const size = Buffer.byteLength(json)
    if (bytes > 0 && bytes + size > largestBytes) {
      batches.push([])
      bytes = 0
    }
    // A quoted text of JSON is one of Go: both know these escapes.
    batches.at(-1)!.push(`put ${JSON.stringify(key)} ${JSON.stringify(json)}`)
    bytes += size
  }
  return batches.filter((puts) => puts.length > 0).map((puts) => `\n${puts.join('\n')}\n\n\n`)
}
