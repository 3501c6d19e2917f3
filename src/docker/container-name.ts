// Container id → the name a person knows it by, for error texts. Remembers what it has met: a removed container is still named.
import type { Engine } from './connect.ts'

const known = new WeakMap<Engine, Map<string, string>>()

/** Keeps the name for later error texts. */
export function rememberName(engine: Engine, id: string, name: string): void {
  const names = known.get(engine) ?? new Map<string, string>()
  known.set(engine, names.set(id, name))
}

/** The container's name, or the start of its id when nobody knows it any more. */
export async function readContainerName(engine: Engine, id: string): Promise<string> {
  const name = known.get(engine)?.get(id)
  if (name !== undefined) return name
  const facts = await engine.docker.getContainer(id).inspect().catch(() => undefined)
  return facts?.Name.replace(/^\//, '') ?? (/^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id)
}
