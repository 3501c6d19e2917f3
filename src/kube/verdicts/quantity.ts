// A quantity of Kubernetes ("250m", "1.5Gi", "2e3") → a number. Pure.
import { quantityFactors } from '../../support/quantity-factors.ts'

/** Undefined for a text that is none. */
export function parseQuantity(text: string): number | undefined {
  const [, digits, suffix = ''] = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([a-zA-Z]*)$/.exec(text) ?? []
  const factor = quantityFactors[suffix]
  const number = Number(digits)
  return factor === undefined || Number.isNaN(number) ? undefined : number * factor
}
