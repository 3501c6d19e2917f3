// Specs in their order → processes of the suite, several at once; those that want the cluster for themselves one by one, when the others are done.
import type { Spec } from '../suite/specs.ts'

export interface LanesOptions {
  readonly lanes: number
  /** How many specs a process is given: its start takes as long as a quick spec. */
  readonly atOnce: number
  readonly signal: AbortSignal
  /** Gives back what has no result yet. */
  readonly run: (specs: readonly string[], lane: number) => Promise<string[]>
}

export async function runLanes(specs: readonly Spec[], { lanes, atOnce, signal, run }: LanesOptions): Promise<void> {
  const drain = async (queue: string[], lane: number, size: number): Promise<void> => {
    while (queue.length > 0 && !signal.aborted) {
      const chunk = queue.splice(0, Math.max(1, Math.min(size, Math.ceil(queue.length / lanes))))
      const left = await run(chunk, lane)
      // What a process was ended before; one that it was ended for has a result.
      if (left.length < chunk.length) queue.push(...left)
    }
  }
  const namesOf = (isSerial: boolean): string[] => specs.filter((spec) => spec.isSerial === isSerial).map(({ name }) => name)
  const beside = namesOf(false)
  await Promise.all(Array.from({ length: lanes }, (_, lane) => drain(beside, lane, atOnce)))
  await drain(namesOf(true), 0, 4)
}
