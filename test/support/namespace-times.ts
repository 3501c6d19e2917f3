// How long the tests of the sample `many` waited for their namespaces.
import type { JsonTestResults } from 'vitest/node'

/** Median, in milliseconds. */
export function medianNamespaceMs(report: JsonTestResults | undefined): number {
  const times = (report?.testResults ?? [])
    .flatMap(({ assertionResults }) => assertionResults)
    .flatMap(({ meta }) => (meta as { namespaceMs?: number }).namespaceMs ?? [])
    .toSorted((a, b) => a - b)
  return times[Math.floor(times.length / 2)] ?? Number.NaN
}
