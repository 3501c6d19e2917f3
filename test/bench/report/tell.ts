// Figures as they are read: in the unit that suits their size.
import { tellDuration } from '../../../src/artifacts/page/tell.ts'
import type { Unit } from '../rows/row.ts'
import type { Spread } from '../run/results.ts'

export function tell(value: number | undefined, unit: Unit): string {
  if (value === undefined) return ''
  if (unit === 'ms') return tellDuration(value)
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`
}

/** Beside an axis. */
export function tellShort(value: number, unit: Unit): string {
  if (unit === 'ms') return value < 1_000 ? `${Math.round(value)} ms` : `${Number((value / 1_000).toPrecision(3))} s`
  if (unit === 'MB' && value >= 1_000) return `${Number((value / 1_000).toPrecision(3))} GB`
  return `${Number(value.toPrecision(3))} ${unit}`
}

export function tellRatio(value: number | undefined): string {
  if (value === undefined) return ''
  return value < 0.0995 ? value.toFixed(3) : value.toFixed(2)
}

/** `0.41–0.58`; of one value nothing. */
export function tellSpread(ratio: Spread | undefined): string {
  return ratio === undefined || ratio.least === ratio.most ? '' : `${tellRatio(ratio.least)}–${tellRatio(ratio.most)}`
}
