// Plain data → a short, stable name for it.
import { createHash } from 'node:crypto'

/** Hex SHA-256 of the value's canonical JSON (object keys sorted, undefined left out): equal data, equal hash. */
export function hashData(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex')
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
