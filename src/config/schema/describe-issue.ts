// What the schema finds wrong → problems in our words, with the nearest right value.
import { z } from 'zod'
import { nearest } from '../../support/nearest.ts'
import { renderPath, type Problem } from './problem.ts'

/** `schema` is the one that found the issue: its keys are the right ones. Keys that `wider` knows are somebody else's. */
export function describeIssue(issue: z.core.$ZodIssue, schema: z.ZodType, wider?: z.ZodType): Problem[] {
  const path = renderPath(issue.path)
  const input = JSON.stringify(issue.input) ?? 'undefined'
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(schema, issue.path)
      const ours = wider === undefined ? [] : knownKeys(wider, issue.path)
      return issue.keys.map((key) => [
        renderPath([...issue.path, key]),
        ours.includes(key)
          ? 'an option of vitest-kind, which kind does not know; write it beside config'
          : `unknown option; ${suggest(key, known)}`,
      ])
    }
    case 'invalid_key':
      return [[path, `${JSON.stringify(issue.path.at(-1))}: ${issue.issues[0]?.message}`]]
    case 'invalid_value':
      return [[path, describeValue(issue.input, issue.values.map(String))]]
    case 'invalid_type':
      if (issue.input !== undefined && !issue.message.startsWith('Invalid input')) return [[path, `${input}: ${issue.message}`]]
      return [
        [path, issue.input === undefined ? `missing; ${article(issue.expected)} is needed` : `${input} is not ${article(issue.expected)}`],
      ]
    case 'too_small':
      return [[path, issue.origin === 'string' ? 'empty' : `${input}: at least ${issue.minimum}`]]
    case 'too_big':
      return [[path, `${input}: ${issue.message.startsWith('Too big') ? `at most ${issue.maximum}` : issue.message}`]]
    default:
      return [[path, `${input}: ${issue.message}`]]
  }
}

function describeValue(input: unknown, values: readonly string[]): string {
  const wanted = values.length === 1 ? values[0] : `one of ${values.join(', ')}`
  return input === undefined
    ? `missing; it must be ${wanted}`
    : `${JSON.stringify(input)} is not ${wanted}${typeof input === 'string' ? didYouMean(input, values) : ''}`
}

function article(type: string): string {
  const name = { record: 'object', int: 'integer' }[type] ?? type
  return `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`
}

function suggest(key: string, known: readonly string[]): string {
  const near = nearest(key, known)
  return near ? `did you mean ${near}?` : `known here: ${known.join(', ')}`
}

function didYouMean(word: string, known: readonly string[]): string {
  const near = nearest(word, known)
  return near ? `; did you mean "${near}"?` : ''
}

function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: unknown = schema
  for (const key of path) {
    at = unwrap(at)
    at = at instanceof z.ZodArray ? at.element : at instanceof z.ZodObject ? (at.shape as Record<PropertyKey, unknown>)[key] : undefined
  }
  at = unwrap(at)
  return at instanceof z.ZodObject ? Object.keys(at.shape) : []
}

/** Of several things, the one that has fields. */
function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodUnion) return schema.options.find((option) => option instanceof z.ZodObject) ?? schema
  return schema instanceof z.ZodOptional ? unwrap(schema.unwrap()) : schema
}
