// A group's rows for each contender in turn; who is first changes from round to round. One at a time: they are not to disturb each other.
import type { Contender } from '../contenders/contender.ts'
import { noteNames, removeNoted } from '../contenders/note-names.ts'
import { connectKube, type KubeConnection } from '../../../src/kube/connection.ts'
import type { Group, Row, Stage } from '../rows/row.ts'
import type { Sample } from './sample.ts'

export interface Turns {
  readonly contenders: readonly Contender[]
  readonly rounds: number
  /** Names of rows; undefined: all. */
  readonly chosen: ReadonlySet<string> | undefined
  readonly stage: Pick<Stage, 'engine' | 'image' | 'directory' | 'signal'>
  readonly onSample: (sample: Sample, row: Row) => void
  /** What was made in a turn could not be removed; the next one comes all the same. */
  readonly onTrouble: (error: unknown) => void
  /** After each turn, when what was made in it is gone. */
  readonly onTurn: () => Promise<void>
  /** Asked before each round. */
  readonly isOver?: () => boolean
}

export async function alternate(group: Group, turns: Turns): Promise<void> {
  for (let round = 1; round <= turns.rounds && !turns.stage.signal.aborted && turns.isOver?.() !== true; round += 1) {
    const order = round % 2 === 1 ? turns.contenders : turns.contenders.toReversed()
    for (const contender of order) {
      if (turns.stage.signal.aborted) return
      await takeTurn(group, contender, round, turns).catch(turns.onTrouble)
      await turns.onTurn()
    }
  }
}

async function takeTurn(group: Group, contender: Contender, round: number, { chosen, stage: place, onSample }: Turns): Promise<void> {
  const own = group.rows.filter(({ of }) => of === undefined || of.includes(contender.name))
  const rows = own.filter(({ name, isNeeded }) => isNeeded || chosen === undefined || chosen.has(name))
  const names = new Set<string>()
  const noted = noteNames(contender, names)
  if (rows.length === 0) return
  const undoing: (() => Promise<unknown>)[] = []
  let connection: Promise<KubeConnection> | undefined
  const stage: Stage = {
    ...place,
    contender: noted,
    clusters: [],
    seen: new Map(),
    onEnd: (undo) => void undoing.unshift(undo),
    connect: () => (connection ??= connectKube(stage.clusters[0]!.kubeconfig)),
  }
  try {
    for (const row of rows) {
      const measured = await measure(row, stage)
      onSample({ row: row.name, round, of: contender.name, ...measured }, row)
      // Nothing after it can be measured.
      if (place.signal.aborted || ('failure' in measured && row.isNeeded)) return
    }
  } finally {
    const closing = async (): Promise<void> => (await connection?.catch(() => undefined))?.close()
    await undoAll([closing, ...undoing, () => removeNoted(noted, names)])
  }
}

/** One that fails does not keep the others from being done; the first failure is thrown. */
async function undoAll(all: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = []
  for (const undo of all) await undo().catch((error: unknown) => failures.push(error))
  if (failures.length > 0) throw failures[0]
}

async function measure(row: Row, stage: Stage): Promise<Omit<Sample, 'row' | 'round' | 'of'>> {
  try {
    return await row.measure(stage)
  } catch (error) {
    // With what was seen: a boot that failed says more than one line.
    return { failure: error instanceof Error ? error.message : String(error) }
  }
}
