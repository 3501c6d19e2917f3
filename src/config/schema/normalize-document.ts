// A kind configuration as Go's decoder takes it: what is empty counts as not written, and a number or a truth value is a text where a
// text is wanted (kind 0.33 accepts `labels: { rank: 1 }`).
import { z } from 'zod'

/** The value with those liberties taken out; everything else is left for the schema to judge. */
export function normalizeDocument(value: unknown, schema: unknown): unknown {
  const wanted = schema instanceof z.ZodOptional ? (schema.unwrap() as unknown) : schema
  if (wanted instanceof z.ZodString) return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
  if (wanted instanceof z.ZodArray) return Array.isArray(value) ? value.map((item) => normalizeDocument(item, wanted.element)) : value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  if (wanted instanceof z.ZodRecord) return mapFields(value, (field) => normalizeDocument(field, wanted.valueType), (field) => field !== null)
  if (!(wanted instanceof z.ZodObject)) return value
  const shape = wanted.shape as Readonly<Record<string, unknown>>
  return mapFields(value, (field, key) => normalizeDocument(field, shape[key]), (field, key) => field !== null && !(field === '' && shape[key] instanceof z.ZodOptional))
}

function mapFields(fields: object, map: (field: unknown, key: string) => unknown, isWritten: (field: unknown, key: string) => boolean): object {
  return Object.fromEntries(Object.entries(fields).filter(([key, field]) => isWritten(field, key)).map(([key, field]) => [key, map(field, key)]))
}
