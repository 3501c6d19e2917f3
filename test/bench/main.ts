// `npm run bench`: ours and the real kind's in turn, same image, same machine. Ratios are what counts: machines differ and are noisy.
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type BenchArguments, readArguments } from './arguments.ts'
import { renderBenchPage } from './report/page.ts'
import { renderTable } from './report/table.ts'
import { tell } from './report/tell.ts'
import type { Row } from './rows/row.ts'
import { alternate } from './run/alternate.ts'
import { readFacts } from './run/facts.ts'
import { findLimit } from './run/find-limit.ts'
import { findWhyIncomparable, findWorse, readRecorded, record } from './run/recorded.ts'
import { type GroupResult, summarize } from './run/results.ts'
import type { Sample } from './run/sample.ts'
import { withPlace } from './run/with-place.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))

// What is under way ends, what was made is removed, and what was measured is told.
const stopped = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopped.abort(new Error(`stopped by ${signal}`)))

const wanted = read()
if (wanted) process.exitCode = await bench(wanted)

function read(): BenchArguments | undefined {
  try {
    return readArguments(process.argv.slice(2), join(project, '.vitest/bench'))
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 2
    return undefined
  }
}

async function bench({ groups, rows, pairs, purpose, out }: BenchArguments): Promise<number> {
  const recorded = purpose === 'check' ? await readRecorded() : undefined
  const incomparable = recorded && findWhyIncomparable(recorded, cpus().length)
  if (incomparable !== undefined) {
    console.log(incomparable)
    return 0
  }
  const samples: Sample[] = []
  const results: GroupResult[] = []
  const onSample = (sample: Sample, row: Row): void => {
    samples.push(sample)
    console.error(`${sample.row.padEnd(20)} round ${sample.round}  ${sample.of}  ${sample.failure ?? tell(sample.value, row.unit)}`)
  }
  const facts = await withPlace(groups, stopped.signal, async ({ engine, image, directory, network, contenders }) => {
    for (const group of groups) {
      const leftOut = await findLimit(engine, group.nodes, network)
      // One pair that is good enough says that nothing has become worse.
      const isGood = (): boolean =>
        recorded !== undefined && samples.length > 0 && findWorse(summarize(group, samples).rows, recorded).length === 0
      if (leftOut === undefined)
        await alternate(group, {
          contenders,
          rounds: group.pairs ?? pairs,
          chosen: rows,
          stage: { engine, image, directory, signal: stopped.signal },
          onSample,
          isOver: isGood,
        })
      results.push({ ...summarize(group, samples), ...(leftOut !== undefined && { leftOut }) })
    }
    return readFacts(engine, image)
  })
  console.log(renderTable(results))
  await mkdir(out, { recursive: true })
  await writeFile(join(out, 'results.json'), `${JSON.stringify({ facts, pairs, groups: results }, undefined, 2)}\n`)
  await writeFile(join(out, 'index.html'), renderBenchPage({ facts, pairs, groups: results }))
  console.log(`\n${pathToFileURL(join(out, 'index.html')).href}`)
  if (purpose === 'record') await record(facts, results)
  const worse = recorded ? results.flatMap((group) => findWorse(group.rows, recorded)) : []
  for (const line of worse) console.error(line)
  return worse.length > 0 || stopped.signal.aborted || samples.some(({ failure }) => failure !== undefined) ? 1 : 0
}
