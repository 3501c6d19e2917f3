// JSON of one cluster → the same with another one's names, authority and identities, wherever they stand. Pure.
import type { StateNames } from '../cluster-state.ts'

export type ExchangeTexts = <T>(value: T) => T

/**
 * Names of nodes and the endpoint are exchanged where they are a whole text, so that a cluster named `kind` does not change every
 * `kind`; the authority, which cannot be mistaken, also within one.
 */
export function exchangeTexts(from: StateNames, to: StateNames): ExchangeTexts {
  const whole = new Map([
    [from.endpoint, to.endpoint],
    ...from.nodes.flatMap((name, index): [string, string][] => (to.nodes[index] === undefined ? [] : [[name, to.nodes[index]]])),
  ])
  const within = (
    [
      [from.ca, to.ca],
      [from.ca.trimEnd(), to.ca.trimEnd()],
      [base64(from.ca), base64(to.ca)],
    ] as const
  ).filter(([text]) => text !== '')
  const exchangeText = (text: string): string => {
    const other = whole.get(text)
    if (other !== undefined) return other
    return text.length < shortestCa ? text : within.reduce((all, [old, renewed]) => all.replaceAll(old, renewed), text)
  }
  const exchange = (value: unknown): unknown => {
    if (typeof value === 'string') return exchangeText(value)
    if (Array.isArray(value)) return value.map(exchange)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, exchange(part)]))
  }
  return <T>(value: T) => exchange(value) as T
}

// A certificate of an elliptic key has about 500 letters.
const shortestCa = 200

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
