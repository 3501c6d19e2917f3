// A contender, of which it is known at every moment what it may have made: a cluster that came up half, too.
import type { Contender } from './contender.ts'

export function noteNames(contender: Contender, names: Set<string>): Contender {
  return {
    ...contender,
    create(name, shape) {
      names.add(name)
      return contender.create(name, shape)
    },
    async remove(name) {
      await contender.remove(name)
      names.delete(name)
    },
  }
}

/** What is left of all that was noted. */
export async function removeNoted(contender: Contender, names: ReadonlySet<string>): Promise<void> {
  await Promise.all([...names].map((name) => contender.remove(name)))
}
