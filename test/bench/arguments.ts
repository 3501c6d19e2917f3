// What was written on the command line → what is to run.
import { parseArgs } from 'node:util'
import { groups } from './rows/index.ts'
import type { Group } from './rows/row.ts'

export interface BenchArguments {
  readonly groups: readonly Group[]
  /** Names of rows; undefined: all of the groups. */
  readonly rows: ReadonlySet<string> | undefined
  /** Turns of each contender. */
  readonly pairs: number
  /** Whether the ratios are to be written into the repository, or held against those that are there. */
  readonly purpose: 'tell' | 'record' | 'check'
  readonly out: string
}

const usage = `npm run bench -- [--quick] [--pairs N] [--rows NAME,NAME] [--out FOLDER] [--record | --check]
rows and groups of rows, * those that run when none is named; all of them: all
${groups.map(({ name, byDefault, rows }) => `${byDefault ? '*' : ' '} ${name.padEnd(20)} ${rows.map((row) => row.name).join(' ')}`).join('\n')}`

/** Throws what is wrong, with what there is. */
export function readArguments(argv: readonly string[], out: string): BenchArguments {
  const { values } = parseOrExplain(argv)
  const pairs = values.pairs === undefined ? (values.quick ? 2 : values.check ? 3 : 5) : Number(values.pairs)
  if (!Number.isInteger(pairs) || pairs < 1) throw new Error(`--pairs ${values.pairs}: expected a whole number from 1\n${usage}`)
  if (values.record && values.check) throw new Error(`--record and --check: one of them\n${usage}`)
  const chosen = chooseRows(values.rows ?? (values.check ? 'create-1,processor-1' : undefined))
  return { ...chosen, pairs, purpose: values.record ? 'record' : values.check ? 'check' : 'tell', out: values.out ?? out }
}

function chooseRows(names: string | undefined): Pick<BenchArguments, 'groups' | 'rows'> {
  if (names === 'all') return { groups, rows: undefined }
  if (names === undefined) return { groups: groups.filter(({ byDefault }) => byDefault), rows: undefined }
  const wanted = names.split(',').filter((name) => name !== '')
  const unknown = wanted.filter((name) => !groups.some((group) => isMeant(group, name)))
  if (unknown.length > 0) throw new Error(`--rows ${unknown.join(',')}: there is no such row\n${usage}`)
  const rows = new Set(
    groups.flatMap(({ name, rows: all }) => all.filter((row) => wanted.includes(name) || wanted.includes(row.name)).map((row) => row.name)),
  )
  return { groups: groups.filter((group) => wanted.some((name) => isMeant(group, name))), rows }
}

function isMeant({ name, rows }: Group, wanted: string): boolean {
  return name === wanted || rows.some((row) => row.name === wanted)
}

function parseOrExplain(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        quick: { type: 'boolean' },
        pairs: { type: 'string' },
        rows: { type: 'string' },
        out: { type: 'string' },
        record: { type: 'boolean' },
        check: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${usage}`, { cause: error })
  }
}
