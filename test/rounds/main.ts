// `npm run test:rounds`: 100 rounds each of create and delete, pool, reset and restore on an engine that nobody else uses. Prints a line for
// each, then for each kind what has grown, also as JSON; ends with 1 when a round failed or something grew that may not.
import { connectEngine } from '../../src/docker/connect.ts'
import { readArguments } from './arguments.ts'
import { hasPassed, runRounds, type RoundsResult } from './run.ts'
import { renderResult } from './table.ts'

const { rounds, only } = readArguments(process.argv.slice(2))
const engine = await connectEngine(process.env, new AbortController().signal)
// Interrupted, it ends the round it is at, and begins no other.
let isEnough = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void (isEnough = true))

const results: RoundsResult[] = []
for (const kind of only) {
  if (isEnough) break
  const result = await runRounds(engine, kind, {
    rounds,
    name: `rounds-${process.pid}-${kind}`,
    onRound: (round, seconds, failure) =>
      print(
        `${kind.padEnd(8)} ${String(round).padStart(4)}  ${seconds.toFixed(1).padStart(6)} s${failure === undefined ? '' : `  FAILED ${failure}`}`,
      ),
    isEnough: () => isEnough,
  })
  results.push(result)
  print(renderResult(result))
}
print(JSON.stringify(results.map(({ seconds, ...rest }) => ({ ...rest, rounds: seconds.length }))))
process.exitCode = results.every(hasPassed) ? 0 : 1

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
