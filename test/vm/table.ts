// A row's outcome → its line. Pure.
import type { RowOutcome } from './rows/walk-row.ts'

export function renderOutcome({ row, engine, did, failed, minutes }: RowOutcome): string {
  const figures = did.map(({ step, seconds }) => `${step} ${seconds}`).join(', ')
  const end = failed === undefined ? 'all done' : `FAILED: ${failed}`
  return `${row}: ${end}; ${engine ?? 'no engine'}; in the guest's seconds: ${figures}; ${minutes.toFixed(0)} minutes here`
}
