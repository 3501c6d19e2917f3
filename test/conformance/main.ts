// `npm run test:conformance`: Kubernetes' own conformance specs on clusters of ours and of the real kind. Prints a line for each spec, then the
// table; ends with 1 when a spec failed. What has a result is not run again: it can be ended at any moment, and goes on where it was.
import { cpus, release } from 'node:os'
import { ensureDebianImage } from '../../images/base/debian-image.ts'
import { defaultKubernetes } from '../../images/kubernetes-versions.ts'
import { buildRegistryImage } from '../../images/registry.ts'
import { readArguments } from './arguments.ts'
import { ensureSuiteImages } from './images/build.ts'
import { planCritestImages } from './images/critest-images.ts'
import { planImages } from './images/images.ts'
import { pack, record, type Recorded, renderRecorded } from './results/recorded.ts'
import { runCritest } from './run/critest.ts'
import { runSpecs } from './run/run-specs.ts'
import { openStage, type SuiteName } from './run/stage.ts'
import { targetNames } from './run/targets.ts'

const wanted = readArguments(process.argv.slice(2))
const stopped = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopped.abort(new Error(`stopped by ${signal}`)))
const time = setTimeout(() => stopped.abort(new Error(`${wanted.forMs / 60_000} min were up`)), wanted.forMs)

const stage = await openStage(wanted.image, print)
const failed = wanted.tell ? 0 : await runAll()
clearTimeout(time)
const recorded = await collect()
if (wanted.record) await record(recorded)
print(renderRecorded(recorded))
process.exitCode = failed > 0 ? 1 : 0

async function runAll(): Promise<number> {
  const { engine, parts, building } = stage
  const debian = await ensureDebianImage(engine, print)
  const planned = [...planImages(debian), ...(wanted.critest ? planCritestImages(debian) : [])]
  const images = await ensureSuiteImages(engine, planned, parts, print)
  await buildRegistryImage(engine, building)
  let sum = 0
  for (const target of wanted.on) {
    if (stopped.signal.aborted) break
    try {
      sum += await (wanted.critest ? runCritest : runSpecs)(stage, target, { ...wanted, images, signal: stopped.signal })
    } catch (error) {
      if (!stopped.signal.aborted) throw error
      print(`${target}: ${(stopped.signal.reason as Error).message}`)
    }
  }
  return sum
}

async function collect(): Promise<Recorded> {
  const packAll = async (suite: SuiteName): Promise<Recorded['results']> => {
    const all = await Promise.all(targetNames.map(async (target) => [target, (await stage.open(suite, target)).results] as const))
    return Object.fromEntries(all.filter(([, results]) => results.size > 0).map(([target, results]) => [target, pack(results)]))
  }
  return {
    date: new Date().toISOString().slice(0, 10),
    command: 'npm run test:conformance',
    kubernetes: defaultKubernetes,
    nodeImage: stage.imageRecipe,
    engine: (await stage.engine.docker.version()).Version,
    kernel: release(),
    cores: cpus().length,
    listed: stage.listed.map(({ name }) => name),
    results: await packAll('conformance'),
    others: await packAll('others'),
    critest: await packAll('critest'),
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
