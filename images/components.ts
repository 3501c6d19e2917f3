// The binaries of the node image: recipes in, one finished directory for each out, kept in the cache by content
// hash. Says what it is doing; knows nothing of images.
import { access, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { buildComponent, removeAbandoned } from './components/build-component.ts'
import { fetchModules } from './components/fetch-modules.ts'
import { type GoToolchain, requireCompiler, requireGo } from './components/go-toolchain.ts'
import { hashComponent } from './components/hash-component.ts'
import type { Program, Recipe } from './components/recipe.ts'
import type { KubernetesVersion } from './kubernetes-versions.ts'
import { restoreLinks } from './components/restore-links.ts'
import { recipesFor } from './sources/index.ts'
import { moduleFolder } from './components/stage-sources.ts'
import { pinsFolder } from './components/recipe-folder.ts'
import { containerd } from './sources/containerd/recipe.ts'
import { critest } from './sources/critest/recipe.ts'
import { e2e } from './sources/e2e/recipe.ts'
import { helm } from './sources/helm/recipe.ts'
import { kind } from './sources/kind/recipe.ts'
import { moby } from './sources/moby/recipe.ts'
import { registry } from './sources/registry/recipe.ts'
import { runc } from './sources/runc/recipe.ts'

export { requiredPackages } from './components/go-toolchain.ts'

/** A component of the node image: a folder of sources/, a key of versions.json. */
export type ComponentName = ReturnType<typeof recipesFor>[number]['component']

export interface ComponentProgress {
  readonly component: string
  readonly state: 'present' | 'started' | 'working' | 'built'
  /** Which of how many, counted from 1. */
  readonly position: number
  readonly total: number
  /** Since this component was begun. */
  readonly elapsedMs: number
  /** All of this as a line to print. */
  readonly text: string
}

export interface BuildComponentsOptions {
  /** The project's `.cache`: Go's caches and the finished components live below it, and nothing is written elsewhere. */
  readonly cacheDir: string
  /** Called when a component is begun or done, and every 15 s in between. */
  readonly onProgress?: (progress: ComponentProgress) => void
  /** In Go's words: `arm64`. @default this host's */
  readonly architecture?: string
  /** Ends the build at once; what is finished stays finished. */
  readonly signal?: AbortSignal
}

const heartbeatMs = 15_000

/** Hashes of what the components are built from, whichever compiler does it. */
export async function hashRecipes(version: KubernetesVersion): Promise<Record<ComponentName, string>> {
  const entries = await Promise.all(recipesFor(version).map(async (recipe) => [recipe.component, await hashComponent(recipe)] as const))
  return Object.fromEntries(entries) as Record<ComponentName, string>
}

/** Builds what is not there yet; resolves to the directory of each component. All but Kubernetes are the same for every version. */
export async function buildComponents(version: KubernetesVersion, options: BuildComponentsOptions): Promise<Record<ComponentName, string>> {
  return buildAll(recipesFor(version), options)
}

/** Builds the kind CLI, for comparing with it; resolves to the binary. */
export async function buildKind(options: BuildComponentsOptions): Promise<string> {
  return join((await buildAll([kind], options)).kind, 'bin', 'kind')
}

/** Builds helm, with which the tests install charts; resolves to the folder of the binary, for PATH. */
export async function buildHelm(options: BuildComponentsOptions): Promise<string> {
  return join((await buildAll([helm], options)).helm, 'bin')
}

/** Builds an engine of Docker 29 and what it starts; resolves to the folders of its programs, for PATH. */
export async function buildDockerEngine(options: BuildComponentsOptions): Promise<string[]> {
  const built = await buildAll([moby, containerd, runc], options)
  return [built.moby, built.containerd, built.runc].map((folder) => join(folder, 'bin'))
}

/** Builds Kubernetes' e2e suite and what its pods run; resolves to the folder of the programs, and to Kubernetes' own sources. */
export async function buildE2e(options: BuildComponentsOptions): Promise<{ readonly bin: string; readonly sources: string }> {
  const bin = join((await buildAll([e2e], options)).e2e, 'bin')
  return { bin, sources: await moduleFolder(e2e.pins[0]!.module, pinsFolder(e2e), await requireGo(options.cacheDir)) }
}

/** Builds the suite that a container runtime is tried with; resolves to the binary. */
export async function buildCritest(options: BuildComponentsOptions): Promise<string> {
  return join((await buildAll([critest], options)).critest, 'bin', 'critest')
}

/** Builds the registry; resolves to the binary. */
export async function buildRegistry(options: BuildComponentsOptions): Promise<string> {
  return join((await buildAll([registry], options)).registry, 'bin', 'registry')
}

async function buildAll<Name extends string>(all: readonly Recipe<Name>[], options: BuildComponentsOptions): Promise<Record<Name, string>> {
  const go = await requireGo(options.cacheDir, { architecture: options.architecture })
  if (all.some(({ programs }) => programs.some(needsC))) await requireCompiler(go)
  const parent = join(options.cacheDir, 'components')
  await mkdir(parent, { recursive: true })
  await removeAbandoned(parent)
  const plans = await Promise.all(
    all.map(async (recipe, index) => {
      const target = join(parent, `${recipe.component}-${await hashComponent(recipe, go)}`)
      const present = await exists(target)
      if (present) await restoreLinks(recipe, target)
      return { recipe, target, position: index + 1, present }
    }),
  )
  // One at a time, as each keeps every core busy; only the downloads of the later ones run meanwhile.
  const [, ...later] = plans.filter((plan) => !plan.present)
  const fetching = fetchModules(
    later.map((plan) => plan.recipe),
    go,
  )
  try {
    for (const plan of plans) await buildOne(plan, all.length, go, options)
  } finally {
    await fetching.stop()
  }
  return Object.fromEntries(plans.map((plan) => [plan.recipe.component, plan.target])) as Record<Name, string>
}

function needsC({ cgo, source }: Program): boolean {
  return cgo === true || source.endsWith('.c')
}

interface Plan {
  readonly recipe: Recipe
  readonly target: string
  readonly position: number
  readonly present: boolean
}

async function buildOne(
  { recipe, target, position, present }: Plan,
  total: number,
  go: GoToolchain,
  { onProgress, signal }: BuildComponentsOptions,
): Promise<void> {
  const { component } = recipe
  const began = performance.now()
  const done = { fetched: 0, compiled: 0 }
  const say = (state: ComponentProgress['state'], words: string): void => {
    const elapsedMs = Math.round(performance.now() - began)
    onProgress?.({ component, state, position, total, elapsedMs, text: `${component} (${position} of ${total}): ${words}` })
  }
  const seconds = (): string => `${Math.round((performance.now() - began) / 1000)} s`
  if (present) return say('present', 'present')
  say('started', 'building')
  const heartbeat = setInterval(
    () => say('working', `building, ${done.fetched} modules fetched, ${done.compiled} packages compiled, ${seconds()}`),
    heartbeatMs,
  )
  try {
    await buildComponent(recipe, target, { go, signal, onStep: (step) => void done[step]++ })
  } catch (error) {
    if (signal?.aborted === true) throw error
    throw new Error(
      `Component ${component} could not be built (after ${seconds()}): ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    )
  } finally {
    clearInterval(heartbeat)
  }
  say('built', `built in ${seconds()}`)
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
