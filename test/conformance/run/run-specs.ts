// A target → the specs that are still to be run on it, run.
import { join } from 'node:path'
import type { ConformanceArguments } from '../arguments.ts'
import { readRecorded } from '../results/recorded.ts'
import { isToRun, type SpecResult } from '../results/results.ts'
import { orderSpecs, type Spec } from '../suite/specs.ts'
import { runChunk } from './chunk.ts'
import { runLanes } from './lanes.ts'
import type { Stage } from './stage.ts'
import { type TargetName, targetNames } from './targets.ts'
import { tellResult } from './tell-result.ts'
import { withTarget } from './with-target.ts'

// Most take seconds; those that wait for something that ought not to happen, or that kill pods slowly, some minutes.
const longestMs = { quick: 10 * 60_000, slow: 20 * 60_000 }
// A process of the suite takes some seconds to start.
const atOnce = 10

export interface SpecsOptions extends Pick<ConformanceArguments, 'only' | 'others' | 'again' | 'unrecorded' | 'lanes' | 'keep'> {
  /** By name: in the nodes, and to be pulled. */
  readonly images: readonly string[]
  readonly signal: AbortSignal
}

/** How many have failed. */
export async function runSpecs(stage: Stage, target: TargetName, options: SpecsOptions): Promise<number> {
  const { parts, listed, directory, say } = stage
  const { only, others, again, unrecorded, lanes, signal } = options
  const suite = others ? 'others' : 'conformance'
  const { results, keep } = await stage.open(suite, target)
  const specs = others ? withoutListed(await stage.listAll(), listed) : listed
  const recorded = unrecorded ? (await readRecorded())[others ? 'others' : 'results'][target] : undefined
  const chosen = specs.filter(({ name }) => only.test(name) && isToRun(results.get(name), again) && recorded?.[name] === undefined)
  if (chosen.length === 0) {
    say(`${target}: nothing to run`)
    return 0
  }
  const known = await Promise.all(targetNames.map((name) => stage.open(suite, name)))
  const seconds = (name: string): number | undefined => known.find((one) => one.results.has(name))?.results.get(name)?.seconds
  let [done, failed] = [0, 0]
  const onResult = async (name: string, result: SpecResult): Promise<void> => {
    await keep(name, result)
    done += 1
    if (result.outcome === 'failed') failed += 1
    say(tellResult(`${target} ${String(done).padStart(3)}/${chosen.length}`, name, result))
  }
  // The stage last: it has a node image, also where none was asked for.
  await withTarget(target, { ...options, ...stage }, async ({ kubeconfig, kubectl }) => {
    const run = (names: readonly string[], lane: number): Promise<string[]> =>
      runChunk(names, {
        program: join(parts.bin, 'e2e.test'),
        kubectl,
        kubeconfig,
        told: join(directory, `${target}-${lane}.told`),
        printed: join(directory, `${target}-${new Date().toISOString()}-${lane}.log`),
        longestMs: names.some((name) => name.includes('[Slow]')) ? longestMs.slow : longestMs.quick,
        signal,
        onResult,
      })
    await runLanes(orderSpecs(chosen, seconds), { lanes, atOnce, signal, run })
  })
  return failed
}

function withoutListed(all: readonly Spec[], listed: readonly Spec[]): Spec[] {
  const names = new Set(listed.map(({ name }) => name))
  return all.filter(({ name }) => !names.has(name))
}
