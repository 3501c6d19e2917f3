// What was measured once.
import type { ContenderName, Step } from '../contenders/contender.ts'

export interface Sample {
  readonly row: string
  /** Counted from 1. */
  readonly round: number
  readonly of: ContenderName
  readonly value?: number
  /** In place of a value: what went wrong. */
  readonly failure?: string
  readonly steps?: readonly Step[]
  /** Share of the machine's processors that others used meanwhile, from 0 to 1. */
  readonly others?: number
}
