// Which steps a round walks through, and in which order. Pure.

export const steps = [
  { name: 'one-node', says: 'one node, made and deleted' },
  { name: 'quick-start', says: 'the quick start' },
  { name: 'two-nodes', says: 'one node and one more' },
  { name: 'load', says: 'images are loaded in all their shapes' },
  { name: 'rest', says: 'stopped, and started again' },
  { name: 'restart', says: 'the engine is restarted' },
  { name: 'delete', says: 'deleted' },
  { name: 'kill', says: 'a run that is killed leaves nothing' },
] as const

export type StepName = (typeof steps)[number]['name']

// What is done to a cluster needs it, and whoever makes it removes it.
const ofTwoNodes: readonly StepName[] = ['two-nodes', 'load', 'rest', 'restart', 'delete']

/** Those of a whole round: the quick start has a cluster of one node. */
export const wholeRound = steps.filter(({ name }) => name !== 'one-node')

/** A whole round, or those that a list names and what these need. Throws, with what there is, at a name that is none. */
export function planSteps(list?: string): readonly (typeof steps)[number][] {
  const named = (list ?? '').split(',').filter((name) => name !== '')
  const unknown = named.filter((name) => !steps.some((step) => step.name === name))
  if (unknown.length > 0)
    throw new Error(`--steps ${unknown.join(',')}: there are no such steps; there are ${steps.map(({ name }) => name).join(',')}`)
  const wanted = new Set<string>(named)
  if (ofTwoNodes.some((name) => wanted.has(name))) wanted.add('two-nodes').add('delete')
  return named.length === 0 ? wholeRound : steps.filter(({ name }) => wanted.has(name))
}
