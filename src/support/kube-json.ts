// JSON as the Kubernetes API means it: an integer is an integer, whatever its size. Text ↔ values in which integers that a number of
// JavaScript cannot hold are bigint.
import { toInteger } from './kube-scalar.ts'

// Of ES2026, in all Node.js that we run on, not yet in TypeScript's library.
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown
const { parse, rawJSON } = JSON as unknown as { parse(text: string, reviver?: Reviver): unknown; rawJSON(text: string): unknown }

/** A number outside of a text, by its length or exponent. */
const suspicious = /(?:^|[\s:[,])-?(?:[0-9]{16}|[0-9.]+[eE]\+?[0-9]{3})/

/** As JSON.parse; throws SyntaxError, and RangeError for a number that no float can hold. */
export function parseJson(text: string): unknown {
  // A reviver makes reading three times slower, and hardly any text needs one.
  if (!suspicious.test(text)) return parse(text)
  return parse(text, (_key, value, { source = '' }) => {
    if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
    if (!Number.isFinite(value)) throw new RangeError(`${source} is a number that no float can hold`)
    return /^-?[0-9]+$/.test(source) ? (toInteger(BigInt(source)) ?? value) : value
  })
}

/** As JSON.stringify; a bigint becomes an integer. */
export function writeJson(value: unknown): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key, part: unknown) {
    // As it was before a `toJSON`: some projects give bigint one, which makes a text of it.
    const original = this[key]
    return typeof original === 'bigint' ? rawJSON(String(original)) : part
  })
}
