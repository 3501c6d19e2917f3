// What was written on the command line → what is run where, and for how long.
import { parseArgs } from 'node:util'
import { type TargetName, targetNames } from './run/targets.ts'

export interface ConformanceArguments {
  readonly on: readonly TargetName[]
  /** The node image. @default the one that is built here */
  readonly image: string | undefined
  /** Only specs whose name this finds. */
  readonly only: RegExp
  /** Which of those that have a result are run once more. */
  readonly again: 'never' | 'failed' | 'all'
  /** Only specs of which nothing is recorded in the repository. */
  readonly unrecorded: boolean
  readonly lanes: number
  /** After that no spec is begun, and what is under way is ended. */
  readonly forMs: number
  /** Leaves the clusters for the next run. */
  readonly keep: boolean
  /** Specs that are not listed as conformance specs instead; wants `only`, for there are 3000. */
  readonly others: boolean
  /** Runs critest on a node instead. */
  readonly critest: boolean
  /** Writes recorded.json and the README's table, for the repository. */
  readonly record: boolean
  /** Runs nothing: tells what is known. */
  readonly tell: boolean
}

const usage = `npm run test:conformance -- [--on ${targetNames.join(',')}] [--image IMAGE] [--only REGEX] [--again failed|all] [--unrecorded] [--lanes N] [--minutes N] [--keep] [--others] [--critest] [--record] [--tell]`

/** Throws what is wrong, with what there is. */
export function readArguments(argv: readonly string[]): ConformanceArguments {
  const { values } = parseOrExplain(argv)
  const named = values.on.split(',').filter((name) => name !== '')
  const unknown = named.filter((name) => !targetNames.some((target) => target === name))
  if (unknown.length > 0) throw new Error(`--on ${unknown.join(',')}: there is no such target\n${usage}`)
  if (values.again !== 'never' && values.again !== 'failed' && values.again !== 'all')
    throw new Error(`--again ${values.again}: expected failed or all\n${usage}`)
  if (values.others && values.only === '') throw new Error(`--others: say with --only which\n${usage}`)
  return {
    on: targetNames.filter((name) => named.length === 0 || named.includes(name)),
    image: values.image === '' ? undefined : values.image,
    only: readPattern(values.only),
    again: values.again,
    unrecorded: values.unrecorded,
    lanes: readNumber('--lanes', values.lanes),
    forMs: readNumber('--minutes', values.minutes) * 60_000,
    keep: values.keep,
    critest: values.critest,
    others: values.others,
    record: values.record,
    tell: values.tell,
  }
}

function readNumber(name: string, text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1) throw new Error(`${name} ${text}: expected a whole number from 1\n${usage}`)
  return number
}

function readPattern(text: string): RegExp {
  try {
    return new RegExp(text)
  } catch (error) {
    throw new Error(`--only ${text}: ${error instanceof Error ? error.message : String(error)}\n${usage}`, { cause: error })
  }
}

function parseOrExplain(argv: readonly string[]) {
  const text = (value: string) => ({ type: 'string', default: value }) as const
  const flag = { type: 'boolean', default: false } as const
  const options = {
    on: text(''),
    image: text(''),
    only: text(''),
    again: text('never'),
    lanes: text('4'),
    minutes: text('1440'),
    unrecorded: flag,
    keep: flag,
    critest: flag,
    others: flag,
    record: flag,
    tell: flag,
  }
  try {
    return parseArgs({ args: [...argv], options })
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${usage}`, { cause: error })
  }
}
