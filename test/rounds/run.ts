// Rounds of one kind, one after the other, counted after each → what they took, what failed, and what has grown.
import type { Engine } from '../../src/docker/connect.ts'
import { describeError } from '../../src/support/errors.ts'
import { type Count, countEngine } from './count.ts'
import { type Growth, judgeGrowth } from './growth.ts'
import { kinds, type RoundKind, withStage } from './kinds.ts'

export interface RoundsResult {
  readonly kind: RoundKind
  readonly seconds: readonly number[]
  readonly failures: readonly string[]
  readonly growth: readonly Growth[]
}

export interface RunOptions {
  readonly rounds: number
  /** Of its clusters. */
  readonly name: string
  /** Heard after each round. */
  readonly onRound?: (round: number, seconds: number, failure: string | undefined) => void
  /** Asked before each. @default all are done */
  readonly isEnough?: () => boolean
}

/** A round that fails is told, and the next one begins. Throws where there can be none. */
export async function runRounds(engine: Engine, kind: RoundKind, options: RunOptions): Promise<RoundsResult> {
  const { rounds, name, onRound, isEnough = () => false } = options
  const before = await countEngine(engine)
  const seconds: number[] = []
  const failures: string[] = []
  const counts: Count[] = []
  await withStage(engine, name, async (stage) => {
    const opened = await kinds[kind].open(stage)
    try {
      for (let round = 1; round <= rounds && !isEnough(); round += 1) {
        const startedAt = performance.now()
        const failure = await opened.once().then(
          () => undefined,
          (error: unknown) => describeError(error),
        )
        seconds.push((performance.now() - startedAt) / 1000)
        if (failure !== undefined) failures.push(`round ${round}: ${failure}`)
        counts.push(await countEngine(engine))
        onRound?.(round, seconds.at(-1)!, failure)
      }
    } finally {
      await opened.close()
    }
  })
  return { kind, seconds, failures, growth: judgeGrowth(before, counts, await countEngine(engine)) }
}

export function hasPassed({ failures, growth }: RoundsResult): boolean {
  return failures.length === 0 && growth.every(({ tooMuch }) => tooMuch === undefined)
}
