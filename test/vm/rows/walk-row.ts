// One row in the guest: its engine comes, its steps are walked, its engine goes.
import { payloadFolder, rootlessUser } from '../root/plan-root.ts'
import type { VmRow } from './rows.ts'
import type { Machine } from '../machine/start-machine.ts'

export interface RowOutcome {
  readonly row: string
  readonly what: string
  /** As the engine told it. */
  readonly engine: string | undefined
  /** What went well, with the guest's seconds. */
  readonly did: readonly { readonly step: string; readonly seconds: number }[]
  readonly failed: string | undefined
  /** On this host. */
  readonly minutes: number
}

export interface WalkOptions {
  readonly steps: string | undefined
  readonly patience: number
  readonly onLine: (line: string) => void
}

/** The shell's lines for a row: a round, or a cluster of kind's. Pure. */
export function planRow(row: VmRow, { steps, patience }: Pick<WalkOptions, 'steps' | 'patience'>): string {
  const chosen = steps ?? row.steps?.join(',')
  const round = [
    `test/engines/round.ts ${payloadFolder}/images.tar --unit ${row.unit} --patience ${patience}`,
    ...(chosen === undefined ? [] : [`--steps ${chosen}`]),
  ].join(' ')
  return [
    `cd ${payloadFolder}/project`,
    `export NO_COLOR=1 PATH=$PWD/node_modules/.bin:$PATH DOCKER_HOST=unix://${row.socket}`,
    row.brings === 'kind' ? 'exec test/vm/rows/kind.sh' : `exec ${round}`,
  ].join('\n')
}

export async function walkRow(machine: Machine, row: VmRow, options: WalkOptions): Promise<RowOutcome> {
  const startedAt = performance.now()
  const lines: string[] = []
  const onLine = (line: string): void => {
    lines.push(line)
    options.onLine(line)
  }
  // A clone belongs to whoever runs it: Vitest writes below node_modules, and a project beside its files.
  if (row.user === rootlessUser) await machine.run('root', `chown -R ${rootlessUser} ${payloadFolder}/project`, {})
  const { code } = await machine.run(row.user, planRow(row, options), { onLine, mayFail: true })
  return { ...readOutcome(lines, code), row: row.name, what: row.what, minutes: (performance.now() - startedAt) / 60_000 }
}

/** From what a round printed. */
export function readOutcome(lines: readonly string[], code: number): Pick<RowOutcome, 'did' | 'engine' | 'failed'> {
  const read = (pattern: RegExp): string[][] => lines.flatMap((line) => pattern.exec(line)?.slice(1) ?? []).map((text) => [text])
  const did = lines.flatMap((line) => {
    const [, step, seconds] = /^did: (.*) \(([\d.]+) s\)$/.exec(line) ?? []
    return step === undefined ? [] : [{ step, seconds: Number(seconds) }]
  })
  const failed = read(/^failed: (.*)$/)[0]?.[0]
  return { engine: read(/^engine: (.*)$/)[0]?.[0], did, failed: code === 0 ? undefined : (failed ?? `it ended with code ${code}`) }
}
