// What a piece of work makes, followed while it makes it → what of that is still there. Only its own: the engine is shared.
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Engine } from '../../src/docker/connect.ts'
import { kindLabels, ownLabels, readOwner } from '../../src/plan/labels.ts'
import { isRunning, readProc } from '../support/proc.ts'
import type { Work } from './work.ts'

export interface Traces {
  /** Names of the clusters it has made so far. */
  clusters(): string[]
  /** Notes what processes it has now. */
  look(): void
  /** One line for each thing of it that is there. */
  listLeft(): Promise<string[]>
  stop(): void
}

interface EngineEvent {
  readonly Type: string
  readonly Action: string
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> }
}

/** `evidenceStays`: a boot whose nodes were taken away has failed, and its evidence is kept on purpose. */
export async function followTraces(engine: Engine, work: Work, { evidenceStays }: { readonly evidenceStays: boolean }): Promise<Traces> {
  const [containers, volumes, clusters, children] = [new Set<string>(), new Set<string>(), new Set<string>(), new Set<string>()]
  if (work.name !== undefined) clusters.add(work.name)
  const isOurs = (labels: Readonly<Record<string, string>>): boolean =>
    readOwner(labels[ownLabels.owner])?.pid === work.pid || clusters.has(labels[kindLabels.cluster] ?? '')
  const stream = (await engine.docker.getEvents()) as NodeJS.ReadableStream & { destroy(): void }
  stream.on('error', () => undefined)
  createInterface({ input: stream }).on('line', (line) => {
    const { Type, Action, Actor } = JSON.parse(line) as EngineEvent
    if (Type === 'container' && Action === 'create' && isOurs(Actor.Attributes)) {
      containers.add(Actor.ID)
      clusters.add(Actor.Attributes[kindLabels.cluster] ?? '')
    }
    // The volume of a node is nameless and bears no label.
    if (Type === 'volume' && containers.has(Actor.Attributes['container'] ?? '')) volumes.add(Actor.ID)
  })
  // The reaper is its child until it dies; later nothing tells whose it was.
  const look = (): void => listChildren(work.pid).forEach((pid) => children.add(pid))
  const looking = setInterval(look, 200)

  async function listLeft(): Promise<string[]> {
    const [present, networks, { Volumes }] = await Promise.all([
      engine.docker.listContainers({ all: true }),
      engine.docker.listNetworks(),
      engine.docker.listVolumes(),
    ])
    const used = new Set(present.flatMap(({ NetworkSettings }) => Object.keys(NetworkSettings?.Networks ?? {})))
    const folders = evidenceStays ? [] : await list(work.artifacts)
    const context = await readFile(work.kubeconfig, 'utf8').catch(() => '')
    return [
      ...present
        .filter(({ Id, Labels }) => containers.has(Id) || isOurs(Labels))
        .map(({ Names, Status }) => `container ${Names[0]} ${Status}`),
      ...Volumes.filter(({ Name }) => volumes.has(Name)).map(({ Name }) => `volume ${Name}`),
      ...networks.filter(({ Name, Labels }) => isOurs(Labels ?? {}) && !used.has(Name)).map(({ Name }) => `network ${Name}`),
      ...folders.filter((name) => clusters.has(name)).map((name) => `folder ${join(work.artifacts, name)}`),
      ...(await list(work.temporary)).map((name) => `temporary file ${name}`),
      ...(await list(join(work.kubeconfig, '..'))).filter((name) => /^kubeconfig./.test(name)).map((name) => `file ${name}`),
      ...[...clusters].filter((name) => context.includes(`kind-${name}`)).map((name) => `context kind-${name}`),
      ...[...children, String(work.pid)].filter(isRunning).map((pid) => `process ${pid} ${readProc(pid, 'cmdline').replaceAll('\0', ' ')}`),
    ]
  }
  return {
    clusters: () => [...clusters],
    look,
    listLeft,
    stop() {
      clearInterval(looking)
      stream.destroy()
    },
  }
}

async function list(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => [])
}

function listChildren(pid: number): string[] {
  return readProc(String(pid), `task/${pid}/children`).split(' ').filter(Boolean)
}
