// What a run of a sample printed about its clusters.

/** Name of the first cluster that became usable. */
export function nameOf(output: string): string {
  return / kind {2}(\S+) {2}(?:usable|adopted) /.exec(output)?.[1] ?? 'no cluster'
}

/** The words of all lines about clusters, in order. */
export function actionsOf(output: string): string[] {
  return [...output.matchAll(/^ kind {2}\S+ {2}(\S+) /gm)].map((match) => match[1]!)
}
