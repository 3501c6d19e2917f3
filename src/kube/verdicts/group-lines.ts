// Several objects of a kind, each with its state → a line for each state: `2 pods: Pending; …`. Pure.

export interface Stated {
  /** `Pod web-1` */
  readonly title: string
  readonly state: string
}

/** In the order in which the states come up. `plural`: what several of them are called. */
export function groupLines(all: readonly Stated[], plural: string): string[] {
  const states = Map.groupBy(all, ({ state }) => state)
  return [...states].map(([state, same]) => `${same.length === 1 ? same[0]!.title : `${same.length} ${plural}`}: ${state}`)
}
