// `npm run bench`: ours and the real kind's in turn, same image, same machine. Ratios are what counts: machines differ and are noisy.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { buildKind } from '../../images/components.ts'
import { findPresentImage } from '../../src/cluster/find-node-image.ts'
import { defaults } from '../../src/config/defaults.ts'
import { readEnvironment } from '../../src/config/env.ts'
import { connectEngine } from '../../src/docker/connect.ts'
import { findNetwork, removeNetwork } from '../../src/docker/networks.ts'
import { type BenchArguments, readArguments } from './arguments.ts'
import { createKind } from './contenders/kind.ts'
import { createOurs } from './contenders/ours.ts'
import { renderBenchPage } from './report/page.ts'
import { renderTable } from './report/table.ts'
import { tell } from './report/tell.ts'
import { removeLoadedImage } from './rows/load.ts'
import type { Row } from './rows/row.ts'
import { alternate } from './run/alternate.ts'
import { readFacts } from './run/facts.ts'
import { findLimit } from './run/find-limit.ts'
import { findWorse, readRecorded, record } from './run/recorded.ts'
import { type GroupResult, summarize } from './run/results.ts'
import type { Sample } from './run/sample.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))

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
  const environment = readEnvironment()
  const engine = await connectEngine(environment.engine, new AbortController().signal)
  const image = await findPresentImage(engine, defaults.version)
  if (image === undefined) throw new Error('no node image: npm run images')
  const program = await buildKind({ cacheDir: join(project, '.cache'), onProgress: ({ text }) => console.error(text) })
  const directory = await mkdtemp(join(tmpdir(), 'vitest-kind-bench-'))
  // kind never takes its network away again.
  const hadNetwork = (await findNetwork(engine, environment.network)) !== undefined
  const config = join(project, 'fixtures/configs/kind-restricted-host.yaml')
  const contenders = [createOurs({ image, directory }), createKind({ program, image, directory, config })]
  const samples: Sample[] = []
  const results: GroupResult[] = []
  const recorded = purpose === 'check' ? await readRecorded() : undefined
  const onSample = (sample: Sample, row: Row): void => {
    samples.push(sample)
    console.error(`${sample.row.padEnd(20)} round ${sample.round}  ${sample.of}  ${sample.failure ?? tell(sample.value, row.unit)}`)
  }
  try {
    for (const group of groups) {
      const leftOut = await findLimit(engine, group.nodes, environment.network)
      // One pair that is good enough says that nothing has become worse.
      const isGood = (): boolean =>
        recorded !== undefined && samples.length > 0 && findWorse(summarize(group, samples).rows, recorded).length === 0
      if (leftOut === undefined)
        await alternate(group, {
          contenders,
          rounds: group.pairs ?? pairs,
          chosen: rows,
          stage: { engine, image, directory },
          onSample,
          isOver: isGood,
        })
      results.push({ ...summarize(group, samples), ...(leftOut !== undefined && { leftOut }) })
    }
  } finally {
    await removeLoadedImage(engine)
    await rm(directory, { recursive: true })
    const left = hadNetwork ? undefined : await findNetwork(engine, environment.network)
    if (left) await removeNetwork(engine, left.id)
  }
  const facts = await readFacts(engine, image)
  console.log(renderTable(results))
  await mkdir(out, { recursive: true })
  await writeFile(join(out, 'results.json'), `${JSON.stringify({ facts, pairs, groups: results }, undefined, 2)}\n`)
  await writeFile(join(out, 'index.html'), renderBenchPage({ facts, pairs, groups: results }))
  console.log(`\n${pathToFileURL(join(out, 'index.html')).href}`)
  if (purpose === 'record') await record(facts, results)
  const worse = recorded ? results.flatMap((group) => findWorse(group.rows, recorded)) : []
  for (const line of worse) console.error(line)
  return worse.length > 0 || samples.some(({ failure }) => failure !== undefined) ? 1 : 0
}
