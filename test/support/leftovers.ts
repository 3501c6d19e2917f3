// Global setup of the whole suite; its end is the suite's last act: whatever the run has made and not removed is listed, and
// the run fails. What was there before, and what somebody else is using meanwhile on the same engine, is not ours to judge.
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { connectEngine, type Engine } from '../../src/docker/connect.ts'
import { isKindError } from '../../src/support/errors.ts'
import { TEST_LABEL } from './test-label.ts'

// After a `kill -9` a run's things are removed by its reaper, which is given 15 s.
const GRACE_MS = 20_000

// Inherited by every process the suite starts, detached ones too. Not VITEST_…: sample runs do not inherit those.
const RUN_MARK = 'KIND_TEST_SUITE_RUN'

export default async function watchLeftovers(): Promise<() => Promise<void>> {
  const engine = await findEngine()
  if (engine && !isOtherSuiteRunning()) await sweepKilledSuites(engine)
  const before = new Set(engine && (await listThings(engine)))
  const mark = `${process.pid}-${Date.now()}`
  process.env[RUN_MARK] = mark

  return async () => {
    const deadline = performance.now() + GRACE_MS
    for (;;) {
      // What bears no owner could be of another suite on this engine; only when there is none is it judged.
      const things = engine && !isOtherSuiteRunning(mark) ? await listThings(engine) : []
      const leftovers = [...things.filter((thing) => !before.has(thing)), ...listProcesses(mark)]
      if (leftovers.length === 0) return
      if (performance.now() > deadline)
        throw new Error(`the suite has left ${leftovers.length} things behind:\n  ${leftovers.join('\n  ')}`)
      await setTimeout(200)
    }
  }
}

/** Undefined where there is none: the unit tests need none. */
async function findEngine(): Promise<Engine | undefined> {
  try {
    return await connectEngine(process.env, new AbortController().signal)
  } catch (error) {
    if (isKindError(error)) return undefined
    throw error
  }
}

/** What bears the label of the docker tests is no user's, and a network that stays would keep a range that the next run asks for. */
async function sweepKilledSuites({ docker }: Engine): Promise<void> {
  const labelled = { filters: { label: [TEST_LABEL] } }
  const containers = await docker.listContainers({ all: true, ...labelled })
  await Promise.all(containers.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true })))
  const [networks, images] = await Promise.all([docker.listNetworks(labelled), docker.listImages(labelled)])
  await Promise.all(networks.map(({ Id }) => docker.getNetwork(Id).remove()))
  await Promise.all(images.map(({ Id }) => docker.getImage(Id).remove({ force: true })))
}

/** One line for each thing in the engine that bears a label of ours, or none that tells whose it is. */
async function listThings({ docker }: Engine): Promise<string[]> {
  const dangling = { filters: { dangling: ['true'] } }
  const [containers, networks, volumes, images, unnamedImages] = await Promise.all([
    docker.listContainers({ all: true }),
    docker.listNetworks(),
    docker.listVolumes(dangling),
    docker.listImages({ filters: { label: [TEST_LABEL] } }),
    docker.listImages(dangling),
  ])
  // What the quick start's Dockerfile compiles in: the engine keeps it, so that the next build has nothing to compile.
  const stages = new Set(await findMadeFrom(docker, 'golang:1.26', unnamedImages))
  return [
    ...containers
      .filter(({ Labels }) => isOurs(Labels) && !isInUse(Labels))
      .map(({ Names, Id }) => `container ${Names[0] ?? ''} ${Id.slice(0, 12)}`),
    ...networks
      .filter(({ Labels, Containers }) => isOurs(Labels) && Object.keys(Containers ?? {}).length === 0)
      .map(({ Name, Id }) => `network ${Name} ${Id.slice(0, 12)}`),
    // The volume of a node is nameless and bears no label; that no container has it makes it a leftover.
    ...volumes.Volumes.map(({ Name }) => `volume ${Name}`),
    ...images.map(({ RepoTags, Id }) => `image ${RepoTags?.join(' ') ?? ''} ${Id.slice(7, 19)}`),
    ...unnamedImages.filter(({ Id }) => !stages.has(Id)).map(({ Id }) => `image without a name ${Id.slice(7, 19)}`),
  ]
}

async function findMadeFrom(docker: Engine['docker'], reference: string, images: readonly { readonly Id: string }[]): Promise<string[]> {
  const layersOf = async (image: string): Promise<readonly string[]> =>
    (
      await docker
        .getImage(image)
        .inspect()
        .catch(() => undefined)
    )?.RootFS.Layers ?? []
  const base = await layersOf(reference)
  const layers = await Promise.all(images.map(({ Id }) => layersOf(Id)))
  return images.flatMap(({ Id }, index) => (base.length > 0 && base.every((layer, at) => layers[index]?.[at] === layer) ? [Id] : []))
}

function isOurs(labels: Readonly<Record<string, string>> | undefined): boolean {
  return Object.keys(labels ?? {}).some((key) => key.startsWith('io.vitest-kind.') || key === 'io.x-k8s.kind.cluster')
}

/** Whether the process that made it is alive, and not of this run: another run on the same engine. */
function isInUse(labels: Readonly<Record<string, string>>): boolean {
  const pid = /"pid":(\d+)/.exec(labels['io.vitest-kind.owner'] ?? '')?.[1]
  if (pid === undefined) return false
  const environment = readProcess(pid, 'environ')
  return environment !== undefined && !environment.includes(`${RUN_MARK}=${process.env[RUN_MARK] ?? ''}`)
}

/** Processes that this run has started and that are not below us any more: their parent has gone without ending them. */
function listProcesses(mark: string): string[] {
  const marked = listMarked(`${RUN_MARK}=${mark}`)
  return marked
    .filter((pid) => !isBelowUs(pid))
    .map((pid) => `process ${pid} ${readProcess(pid, 'cmdline')?.replaceAll('\0', ' ').slice(0, 200)}`)
}

/** @param own the mark of this run, once it has one. */
function isOtherSuiteRunning(own?: string): boolean {
  return listMarked(`${RUN_MARK}=`).some((pid) => own === undefined || !readProcess(pid, 'environ')?.includes(`${RUN_MARK}=${own}`))
}

function listMarked(text: string): string[] {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && readProcess(pid, 'environ')?.includes(text))
}

function isBelowUs(pid: string): boolean {
  if (pid === String(process.pid)) return true
  const parent = /^PPid:\s*(\d+)$/m.exec(readProcess(pid, 'status') ?? '')?.[1]
  return parent !== undefined && parent !== '0' && isBelowUs(parent)
}

function readProcess(pid: string, file: 'cmdline' | 'environ' | 'status'): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return undefined
  }
}
