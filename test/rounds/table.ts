// Results → the table at the end. Pure.
import { kinds } from './kinds.ts'
import type { RoundsResult } from './run.ts'

export function renderResult({ kind, seconds, failures, growth }: RoundsResult): string {
  const sorted = seconds.toSorted((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0
  const told = [
    `${seconds.length} rounds`,
    `${failures.length} failed`,
    `${middle.toFixed(1)} s, ${(sorted.at(-1) ?? 0).toFixed(1)} s at most`,
  ]
  return [
    `${kind}: ${kinds[kind].says}; ${told.join('; ')}`,
    `  ${'what'.padEnd(26)} ${'before'.padStart(8)} ${'after'.padStart(8)} ${'per round'.padStart(10)}`,
    ...growth.map(({ what, before, after, perRound, tooMuch }) =>
      [
        `  ${what.padEnd(26)} ${round(before).padStart(8)} ${round(after).padStart(8)} ${perRound.toFixed(2).padStart(10)}`,
        ...(tooMuch === undefined ? [] : [tooMuch]),
      ].join('  '),
    ),
    ...failures.map((failure) => `  FAILED ${failure}`),
  ].join('\n')
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10)
}
