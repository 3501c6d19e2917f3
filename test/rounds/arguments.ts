// What was written on the command line → which rounds, and how many.
import { parseArgs } from 'node:util'
import { kinds, type RoundKind } from './kinds.ts'

export interface RoundsArguments {
  readonly rounds: number
  readonly only: readonly RoundKind[]
}

const all = Object.keys(kinds) as RoundKind[]
const usage = `npm run test:rounds -- [--rounds N] [--only ${all.join(',')}]`

/** Throws what is wrong, with what there is. */
export function readArguments(argv: readonly string[]): RoundsArguments {
  const { values } = parseOrExplain(argv)
  const rounds = Number(values.rounds)
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds ${values.rounds}: expected a whole number from 1\n${usage}`)
  const named = values.only.split(',').filter((name) => name !== '')
  const unknown = named.filter((name) => !all.some((kind) => kind === name))
  if (unknown.length > 0) throw new Error(`--only ${unknown.join(',')}: there are no such rounds\n${usage}`)
  return { rounds, only: all.filter((kind) => named.length === 0 || named.includes(kind)) }
}

function parseOrExplain(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: { rounds: { type: 'string', default: '100' }, only: { type: 'string', default: '' } } })
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${usage}`, { cause: error })
  }
}
