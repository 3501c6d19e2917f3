// What was written on the command line → which rows, how far, and how patiently.
import { parseArgs } from 'node:util'
import { planSteps } from '../engines/plan-steps.ts'
import { rows, type VmRow } from './rows/rows.ts'

export interface VmArguments {
  readonly rows: readonly VmRow[]
  /** For every row that walks a round; undefined: each its own. */
  readonly steps: string | undefined
  /** Multiplies every deadline of ours, on this host and in the guest. */
  readonly patience: number
  /** Leaves the machine running until it is interrupted, and says how to get into it. */
  readonly stay: boolean
}

const names = rows.map(({ name }) => name)
const usage = `npm run test:vm -- [--only ${names.join(',')}] [--steps quick-start,…] [--patience N] [--stay]`

/** Throws what is wrong, with what there is. */
export function readArguments(argv: readonly string[]): VmArguments {
  const { values } = explained(() =>
    parseArgs({
      args: [...argv],
      options: {
        only: { type: 'string', default: names.join(',') },
        steps: { type: 'string' },
        patience: { type: 'string', default: '3' },
        stay: { type: 'boolean', default: false },
      },
    }),
  )
  const named = values.only.split(',').filter((name) => name !== '')
  const unknown = named.filter((name) => !names.includes(name))
  if (unknown.length > 0) throw new Error(`--only ${unknown.join(',')}: there are no such rows\n${usage}`)
  const patience = Number(values.patience)
  if (!(patience >= 1)) throw new Error(`--patience ${values.patience}: expected a number from 1\n${usage}`)
  explained(() => planSteps(values.steps))
  return { rows: rows.filter(({ name }) => named.includes(name)), steps: values.steps, patience, stay: values.stay }
}

function explained<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${usage}`, { cause: error })
  }
}
