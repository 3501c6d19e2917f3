// `npm run test:chaos [seed]`: 60 ends of boots and runs at random moments, and 40 deletes while pods start, beside a cluster that
// is to live. Prints a row for each, then figures, also as JSON; ends with 1 when anything was left after 15 s.
import { parseArgs } from 'node:util'
import { connectEngine } from '../../src/docker/connect.ts'
import { startNeighbour } from './neighbour.ts'
import { createRandom, type Random } from './random.ts'
import { deleteWhilePodsStart, endAtRandom, ends, type Outcome } from './rounds.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    ends: { type: 'string', default: '60' },
    deletes: { type: 'string', default: '40' },
    // At once; each is a node that boots, which wants two cores.
    lanes: { type: 'string', default: '1' },
  },
})
print(`seed ${values.seed}: npm run test:chaos -- --seed ${values.seed}`)
// Each round has numbers of its own: which one runs beside which does not change them.
const numbersOf = (round: number): Random => createRandom(Number(values.seed) * 1_000 + round)
const engine = await connectEngine(process.env, new AbortController().signal)
const neighbour = await startNeighbour(`chaos-${process.pid}-neighbour`)
const outcomes: { readonly round: string; readonly outcome: Outcome }[] = []
const rounds = shuffle([
  ...Array.from({ length: Number(values.ends) }, () => 'end' as const),
  ...Array.from({ length: Number(values.deletes) }, () => 'delete' as const),
])
let next = 0
// Interrupted, it ends what it has begun, and begins nothing more.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void (next = rounds.length))
try {
  const lane = async (): Promise<void> => {
    while (next < rounds.length) {
      const number = next++
      const round = rounds[number]!
      const outcome = await (round === 'end' ? endAtRandom : deleteWhilePodsStart)(
        engine,
        numbersOf(number),
        `chaos-${process.pid}-${number}`,
      )
      outcomes.push({ round, outcome })
      print(render(number, outcome))
      await neighbour.check()
    }
  }
  await Promise.all(Array.from({ length: Number(values.lanes) }, lane))
} finally {
  await neighbour.remove()
}
const all = outcomes.map(({ outcome }) => outcome)
const figures = [
  ...ends.map((end) =>
    summarize(
      end,
      all.filter((outcome, at) => outcome.end === end && outcomes[at]?.round === 'end'),
    ),
  ),
  summarize(
    'delete while pods start',
    all.filter((_outcome, at) => outcomes[at]?.round === 'delete'),
  ),
  summarize('all', all),
]
for (const row of figures) print(renderFigures(row))
print(JSON.stringify({ seed: Number(values.seed), neighbour: 'lives', figures }))
process.exitCode = all.some(({ left }) => left.length > 0) ? 1 : 0

interface Figures {
  readonly what: string
  readonly rounds: number
  /** Rounds of which something was there after 15 s. */
  readonly left: number
  /** Rounds in which frozen processes had to be let go, as far as anybody said so. */
  readonly thawed: number
  readonly medianS: number
  readonly longestS: number
}

function summarize(what: string, some: readonly Outcome[]): Figures {
  const seconds = some.map((outcome) => outcome.seconds).toSorted((a, b) => a - b)
  const at = (part: number): number => Math.round((seconds[Math.ceil(seconds.length * part) - 1] ?? 0) * 10) / 10
  return {
    what,
    rounds: some.length,
    left: some.filter(({ left }) => left.length > 0).length,
    thawed: some.filter(({ thawed }) => thawed > 0).length,
    medianS: at(0.5),
    longestS: at(1),
  }
}

function render(number: number, { work, end, at, seconds, left }: Outcome): string {
  const row = `${String(number).padStart(3)}  ${work.padEnd(14)}  ${end.padEnd(20)}  ${seconds.toFixed(1).padStart(5)} s  after: ${at.slice(0, 60)}`
  return [row, ...left.map((thing) => `       LEFT ${thing}`)].join('\n')
}

function shuffle<T>(list: readonly T[]): T[] {
  const random = numbersOf(999)
  return list
    .map((value) => ({ value, rank: random.number(1) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ value }) => value)
}

function renderFigures({ what, rounds: of, left, thawed, medianS, longestS }: Figures): string {
  return `${what.padEnd(24)} ${of} rounds, ${left} left after 15 s, ${thawed} let go; gone after ${medianS} s, ${longestS} s at most`
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
