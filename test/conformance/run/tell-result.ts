// A result → the line that is printed when it comes. Pure.
import type { SpecResult } from '../results/results.ts'

export function tellResult(where: string, name: string, { outcome, seconds, why }: SpecResult): string {
  const line = `${where} ${outcome.padEnd(7)} ${seconds.toFixed(1).padStart(6)} s  ${name}`
  return why === undefined ? line : `${line}  ${why.slice(0, 160)}`
}
