// A YAML document and the schema of what it should be → plain values, decoded field by field as kind's own decoder does: what a scalar
// means depends on the field it stands in. Neither judges nor fills in.
import { isAlias, isMap, isScalar, isSeq, type Document, type Node, type YAMLMap } from 'yaml'
import { z } from 'zod'
import { decodeScalar, isMergeKey, type Wanted } from './decode-scalar.ts'

/** Parsed with this every scalar keeps its text. */
export const textYaml = { version: '1.1', schema: 'failsafe', resolveKnownTags: false } as const

// A few anchors that point at each other can stand for billions of values.
const maxNodes = 100_000

/** Throws what no schema could tell: a key that is a list, an anchor within itself, a tag that does not fit. */
export function decodeDocument(document: Document, schema: z.ZodType): unknown {
  let count = 0
  const open = new Set<Node>()

  function decode(node: Node | null, wanted: unknown): unknown {
    if (++count > maxNodes) throw new Error(`aliases make more than ${maxNodes} values of it`)
    if (node === null) return null
    if (isAlias(node)) {
      const target = node.resolve(document)
      if (target === undefined) throw new Error(`Unresolved alias (the anchor must be set before the alias): ${node.source}`)
      if (open.has(target)) throw new Error(`the anchor ${node.source} stands within itself`)
      return decode(target, wanted)
    }
    open.add(node)
    const type = unwrap(wanted)
    const value = isMap(node)
      ? Object.fromEntries(fieldsOf(node, type))
      : isSeq(node)
        ? node.items.map((item) => decode(item as Node | null, type instanceof z.ZodArray ? type.element : undefined))
        : isScalar(node)
          ? decodeScalar(node, wantedOf(type))
          : null
    open.delete(node)
    return value
  }

  /** The map's own keys win over merged ones, of those the first. */
  function fieldsOf(map: YAMLMap, type: unknown): Map<string, unknown> {
    const fields = new Map<string, unknown>()
    const merged: Node[] = []
    for (const { key, value } of map.items as { key: Node | null; value: Node | null }[]) {
      if (isScalar(key) && isMergeKey(key)) {
        merged.push(...listMerged(value))
        continue
      }
      const name = isScalar(key) || isAlias(key) || key === null ? decode(key, z.string()) : undefined
      if (name === null) continue
      if (typeof name !== 'string') throw new Error('a key of a mapping is a list or a mapping; is it a template that was not rendered?')
      fields.set(name, decode(value, typeOfField(type, name)))
    }
    for (const node of merged) for (const [name, value] of fieldsOfMerged(node, type)) if (!fields.has(name)) fields.set(name, value)
    return fields
  }

  function listMerged(value: Node | null): Node[] {
    const target = isAlias(value) ? value.resolve(document) : value
    if (isSeq(target) && !isAlias(value)) return target.items as Node[]
    return [value as Node]
  }

  function fieldsOfMerged(node: Node, type: unknown): Map<string, unknown> {
    const target = isAlias(node) ? node.resolve(document) : node
    if (!isMap(target)) throw new Error('"<<" merges mappings, and this is none')
    if (open.has(target)) throw new Error('a mapping is merged into itself')
    open.add(target)
    const fields = fieldsOf(target, type)
    open.delete(target)
    return fields
  }

  return decode(document.contents, schema)
}

function unwrap(schema: unknown): unknown {
  return schema instanceof z.ZodOptional ? unwrap(schema.unwrap()) : schema
}

function typeOfField(type: unknown, name: string): unknown {
  if (type instanceof z.ZodRecord) return type.valueType
  return type instanceof z.ZodObject ? (type.shape as Readonly<Record<string, unknown>>)[name] : undefined
}

function wantedOf(type: unknown): Wanted {
  if (type instanceof z.ZodString || type instanceof z.ZodEnum || type instanceof z.ZodLiteral) return 'text'
  if (type instanceof z.ZodBoolean) return 'boolean'
  return type instanceof z.ZodNumber ? 'integer' : 'anything'
}
