// What every target is run with: the engine, the node image, the suite's programs and its list of specs, and where results are kept.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildComponentsOptions, buildE2e } from '../../../images/components.ts'
import { critest } from '../../../images/sources/critest/recipe.ts'
import { e2e } from '../../../images/sources/e2e/recipe.ts'
import { findPresentImage } from '../../../src/cluster/find-node-image.ts'
import { defaults } from '../../../src/config/defaults.ts'
import { readEnvironment } from '../../../src/config/env.ts'
import { connectEngine, type Engine } from '../../../src/docker/connect.ts'
import { findImage } from '../../../src/docker/images/images.ts'
import type { ImageParts } from '../images/build.ts'
import { imageLabels } from '../../../src/plan/labels.ts'
import { hashFacts, type KeptResults, openResults } from '../results/kept-results.ts'
import { readListed, readSpecs, type Spec } from '../suite/specs.ts'
import type { TargetName } from './targets.ts'

/** The listed specs, others of the same suite, and those of a container runtime. */
export type SuiteName = 'conformance' | 'others' | 'critest'

export interface Stage {
  readonly engine: Engine
  /** The node image. */
  readonly image: string
  /** Of what that is made: the hash of its recipe, or its id where it has none. */
  readonly imageRecipe: string
  readonly parts: ImageParts
  /** Those that are listed as conformance specs. */
  readonly listed: readonly Spec[]
  /** For kubeconfigs, results and what processes of the suite print. */
  readonly directory: string
  /** How components are built. */
  readonly building: BuildComponentsOptions
  readonly say: (line: string) => void
  /** All there are, of which the suite is asked. */
  listAll(): Promise<Spec[]>
  open(suite: SuiteName, target: TargetName): Promise<KeptResults>
}

/** `wanted`: the node image, by its name; else the one that is built here. */
export async function openStage(wanted: string | undefined, say: (line: string) => void): Promise<Stage> {
  const engine = await connectEngine(readEnvironment().engine, new AbortController().signal)
  const image = wanted ?? (await findPresentImage(engine, defaults.version))
  const found = image === undefined ? undefined : await findImage(engine, image)
  if (image === undefined || found === undefined)
    throw new Error(`no node image${wanted === undefined ? ': npm run images' : ` ${wanted}`}`)
  const cacheDir = fileURLToPath(new URL('../../../.cache', import.meta.url))
  const building: BuildComponentsOptions = { cacheDir, onProgress: ({ state, text }) => (state === 'present' ? undefined : say(text)) }
  const parts = await buildE2e(building)
  const directory = join(cacheDir, 'conformance')
  const key = hashFacts([found.id, JSON.stringify([e2e.pins, critest.pins])])
  return {
    engine,
    image,
    imageRecipe: found.labels[imageLabels.hash] ?? found.id,
    parts,
    listed: readSpecs(await readFile(join(parts.sources, 'test/conformance/testdata/conformance.yaml'), 'utf8')),
    directory,
    building,
    say,
    listAll: async () => {
      const { stdout } = await promisify(execFile)(join(parts.bin, 'e2e.test'), ['--list-tests'], { maxBuffer: 64e6 })
      return readListed(stdout)
    },
    open: (suite, target) => openResults(join(directory, `${suite}-${target}-${key}.jsonl`)),
  }
}
