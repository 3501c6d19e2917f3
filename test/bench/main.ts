// `npm run bench`: ours and the real kind's in turn, same image, same machine. Ratios are what counts: machines differ and are noisy.
import { cpus } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type BenchArguments, readArguments } from './arguments.ts'
import { renderTable } from './report/table.ts'
import { tell } from './report/tell.ts'
import { groups as allGroups } from './rows/index.ts'
import type { Group, Row } from './rows/row.ts'
import { alternate } from './run/alternate.ts'
import { readFacts } from './run/facts.ts'
import { findLimit } from './run/find-limit.ts'
import { mergeSamples, readKept, summarizeAll, writeKept } from './run/kept-results.ts'
import { compare, findWhyIncomparable, readRecorded, record, type Recorded } from './run/recorded.ts'
import { type GroupResult, summarize } from './run/results.ts'
import type { Sample } from './run/sample.ts'
import { type Place, withPlace } from './run/with-place.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))

// What is under way ends, what was made is removed, and what was measured is told.
const stopped = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopped.abort(new Error(`stopped by ${signal}`)))

const wanted = read()
if (wanted) process.exitCode = await (wanted.purpose === 'check' ? check(wanted) : bench(wanted))

function read(): BenchArguments | undefined {
  try {
    return readArguments(process.argv.slice(2), join(project, '.vitest/bench'))
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 2
    return undefined
  }
}

/** With what earlier runs on this machine have left in the folder; written after each turn, so that nothing is lost with what comes after it. */
async function bench({ groups, rows, pairs, purpose, out }: BenchArguments): Promise<number> {
  return withPlace(groups, stopped.signal, async (place) => {
    const facts = await readFacts(place.engine, place.image)
    const before = await readKept(out, facts)
    const [samples, leftOut] = [[] as Sample[], new Map<string, string>()]
    const summarizeNow = (): GroupResult[] =>
      summarizeAll(allGroups, mergeSamples(before.samples, samples), { leftOut, before: before.groups })
    const write = (): Promise<string> => writeKept(out, { facts, groups: summarizeNow(), samples: mergeSamples(before.samples, samples) })
    let troubles = 0
    const onTrouble = (error: unknown): void => {
      troubles += 1
      console.error(error instanceof Error ? error.message : String(error))
    }
    for (const group of groups) {
      const limit = await findLimit(place.engine, group.nodes, place.network).catch(String)
      if (limit !== undefined) leftOut.set(group.name, limit)
      else
        await measure(group, place, {
          samples,
          rounds: group.pairs ?? pairs,
          chosen: rows,
          onTrouble,
          onTurn: async () => void (await write()),
        })
    }
    const results = summarizeNow()
    console.log(renderTable(results))
    console.log(`\n${pathToFileURL(await write()).href}`)
    if (purpose === 'record') await record(facts, results)
    return stopped.signal.aborted || troubles > 0 || samples.some(({ failure }) => failure !== undefined) ? 1 : 0
  })
}

/** Against the ratios that stand in the repository. It is over with the first pair that is good enough: that nothing has become worse is known then. */
async function check({ groups, rows, pairs }: BenchArguments): Promise<number> {
  const recorded = await readRecorded()
  const isComparable = (engine: string): boolean => {
    const why = findWhyIncomparable(recorded, { cores: cpus().length, engine })
    if (why !== undefined) console.log(why)
    return why === undefined
  }
  // Before kind is built for nothing.
  if (!isComparable(recorded.engine)) return 0
  return withPlace(groups, stopped.signal, async (place) => {
    if (!isComparable((await readFacts(place.engine, place.image)).engine)) return 0
    const samples: Sample[] = []
    for (const group of groups)
      await measure(group, place, {
        samples,
        rounds: pairs,
        chosen: rows,
        isOver: () => samples.length > 0 && !hasFailed(samples) && compareAll([group], samples, recorded).every(({ isWorse }) => !isWorse),
        onTrouble: (error) => console.error(error),
        onTurn: async () => undefined,
      })
    const compared = compareAll(groups, samples, recorded)
    for (const { text, isWorse } of compared) console.log(`${text}${isWorse ? ': worse by more than a quarter' : ''}`)
    return stopped.signal.aborted || hasFailed(samples) || compared.some(({ isWorse }) => isWorse) ? 1 : 0
  })
}

function compareAll(groups: readonly Group[], samples: readonly Sample[], recorded: Recorded): ReturnType<typeof compare> {
  return groups.flatMap((group) => compare(summarize(group, samples).rows, recorded))
}

/** Where kind does not come up there is nothing to compare, and nothing is wrong with ours. */
function hasFailed(samples: readonly Sample[]): boolean {
  return samples.some(({ of, failure }) => of === 'ours' && failure !== undefined)
}

type Measuring = Pick<Parameters<typeof alternate>[1], 'rounds' | 'chosen' | 'onTrouble' | 'onTurn' | 'isOver'> & {
  readonly samples: Sample[]
}

async function measure(group: Group, { engine, image, directory, contenders }: Place, { samples, ...turns }: Measuring): Promise<void> {
  const onSample = (sample: Sample, row: Row): void => {
    samples.push(sample)
    console.error(`${sample.row.padEnd(20)} round ${sample.round}  ${sample.of}  ${sample.failure ?? tell(sample.value, row.unit)}`)
  }
  await alternate(group, { ...turns, contenders, onSample, stage: { engine, image, directory, signal: stopped.signal } })
}
