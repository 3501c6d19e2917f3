// Container id → the name a person knows it by, for error texts. Remembers what it has met: a removed container is still named.
import type { Engine } from './connect.ts'

/** Keeps the name for later error texts. */
export function rememberName({ names }: Engine, id: string, name: string): void {
  names.set(id, name)
}

/** The container's name, or the start of its id when nobody knows it any more. */
export async function readContainerName({ docker, names }: Engine, id: string): Promise<string> {
  const name = names.get(id)
  if (name !== undefined) return name
  const facts = await docker
    .getContainer(id)
    .inspect()
    .catch(() => undefined)
  return facts?.Name.replace(/^\//, '') ?? (/^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id)
}
