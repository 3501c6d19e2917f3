// What a user wrote → the same without what counts as not written. In a map an entry that is empty is an entry, and stays.
import { z } from 'zod'

export interface Liberties {
  /** A number or a truth value may stand where a text is wanted: a configuration as an object may come from anywhere. */
  readonly texts?: boolean
}

/**
 * Not written are: a field that is undefined or null, an optional text that is empty, null in a list. In a map, null is the empty
 * value, as kind has it, and only undefined is nothing. All else is left for the schema to judge.
 */
export function tidy(value: unknown, schema: unknown, liberties: Liberties = {}): unknown {
  const wanted = unwrap(schema)
  if (isTextType(wanted)) return liberties.texts && (typeof value === 'number' || typeof value === 'boolean') ? String(value) : value
  if (wanted instanceof z.ZodArray)
    return Array.isArray(value) ? value.filter((item) => item !== null).map((item) => tidy(item, wanted.element, liberties)) : value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  if (wanted instanceof z.ZodRecord) return tidyMap(value, wanted.valueType, liberties)
  if (!(wanted instanceof z.ZodObject) || Object.keys(wanted.shape).length === 0) return value
  const shape = wanted.shape as Readonly<Record<string, unknown>>
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, field]) => field !== undefined && field !== null && !(field === '' && mayBeEmpty(shape[key])))
      .map(([key, field]) => [key, tidy(field, shape[key], liberties)]),
  )
}

function tidyMap(map: object, type: unknown, liberties: Liberties): object {
  const empty = isTextType(type) ? '' : type instanceof z.ZodBoolean ? false : null
  return Object.fromEntries(
    Object.entries(map)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, value === null ? empty : tidy(value, type, liberties)]),
  )
}

function unwrap(schema: unknown): unknown {
  return schema instanceof z.ZodOptional ? unwrap(schema.unwrap()) : schema
}

function isTextType(type: unknown): boolean {
  return type instanceof z.ZodString || type instanceof z.ZodEnum || type instanceof z.ZodLiteral
}

/** Optional, and a text or one of several things of which one is a text. */
function mayBeEmpty(type: unknown): boolean {
  return type instanceof z.ZodOptional && (isTextType(unwrap(type)) || unwrap(type) instanceof z.ZodUnion)
}
