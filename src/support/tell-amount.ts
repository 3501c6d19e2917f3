// How far long work has come, and how fast → a few words: `pulling kindest/node:v1.37.2, 4 of 12 layers, 123 of 456 MB, 34 MB/s`. Pure.
import type { Amount } from './progress.ts'

export interface Pace {
  readonly amount: Amount
  /** Units in a second; undefined where too little is known. */
  readonly rate?: number | undefined
}

export function tellAmount({ amount: { what, done, total, unit, layers }, rate }: Pace): string {
  const counted =
    unit === 'steps'
      ? `step ${done}${total === undefined ? '' : ` of ${total}`}`
      : total === undefined
        ? tellBytes(done)
        : tellShare(done, total)
  return [
    what,
    ...(layers === undefined ? [] : [`${layers.done} of ${layers.total} layers`]),
    counted,
    ...(unit === 'bytes' && rate !== undefined && done !== total ? [`${tellBytes(rate)}/s`] : []),
  ].join(', ')
}

/** `812 B`, `3.4 kB`, `123 MB`, `1.23 GB` */
export function tellBytes(bytes: number): string {
  const [amount, unit] = scale(bytes)
  return `${round(amount)} ${unit}`
}

/** In the unit of the whole: the eye compares two numbers, and not two units. */
function tellShare(done: number, total: number): string {
  const [whole, unit] = scale(total)
  return `${round((done / total) * whole || 0)} of ${round(whole)} ${unit}`
}

function scale(bytes: number): [amount: number, unit: string] {
  if (bytes < 1_000) return [Math.round(bytes), 'B']
  if (bytes < 999_500) return [bytes / 1_000, 'kB']
  return bytes < 999_500_000 ? [bytes / 1_000_000, 'MB'] : [bytes / 1_000_000_000, 'GB']
}

function round(amount: number): string {
  if (amount === 0) return '0'
  return amount < 9.95 && !Number.isInteger(amount) ? amount.toFixed(1) : String(Math.round(amount))
}
