// The schema of what `create cluster --output json` prints → a judge of events: what is wrong with one, in words.
import { z } from 'zod'
import schema from '../../src/cli/create-events.schema.json' with { type: 'json' }

const kinds = new Map(schema.oneOf.map((kind) => [kind.properties.type.const, kind]))
const judges = new Map([...kinds].map(([type, kind]) => [type, z.fromJSONSchema(kind as Parameters<typeof z.fromJSONSchema>[0])]))

/** All types there are. */
export const eventTypes: readonly string[] = [...kinds.keys()]

/** None for an event as the schema has it. A field that it does not tell of is a problem, too. */
export function findEventProblems(event: { readonly type: string }): string[] {
  const judge = judges.get(event.type)
  if (!judge) return [`${event.type}: no such event`]
  const described = Object.keys(kinds.get(event.type)!.properties)
  const unknown = Object.keys(event).filter((key) => !described.includes(key))
  const { error } = judge.safeParse(event)
  return [
    ...unknown.map((key) => `${event.type}.${key}: not in the schema`),
    ...(error?.issues ?? []).map(({ path, message }) => `${event.type}.${path.join('.')}: ${message}`),
  ]
}
