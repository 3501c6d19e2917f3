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
  /** Asked before each round. */
  readonly isOver?: () => boolean
}

export async function alternate(group: Group, turns: Turns): Promise<void> {
  for (let round = 1; round <= turns.rounds && !turns.stage.signal.aborted && turns.isOver?.() !== true; round += 1) {
    const order = round % 2 === 1 ? turns.contenders : turns.contenders.toReversed()
    for (const contender of order) if (!turns.stage.signal.aborted) await takeTurn(group, contender, round, turns)
  }
}

async function takeTurn(group: Group, contender: Contender, round: number, { chosen, stage: place, onSample }: Turns): Promise<void> {
  const own = group.rows.filter(({ of }) => of === undefined || of.includes(contender.name))
  const rows = own.filter(({ name, isNeeded }) => isNeeded || chosen === undefined || chosen.has(name))
  const names = new Set<string>()
  const noted = noteNames(contender, names)
  let connection: Promise<KubeConnection> | undefined
  const stage: Stage = {
    ...place,
    contender: noted,
    clusters: [],
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
    await (await connection)?.close()
    await removeNoted(noted, names)
  }
}

async function measure(row: Row, stage: Stage): Promise<Pick<Sample, 'value' | 'steps' | 'failure'>> {
  try {
    return await row.measure(stage)
  } catch (error) {
    // With what was seen: a boot that failed says more than one line.
    return { failure: error instanceof Error ? error.message : String(error) }
  }
}
