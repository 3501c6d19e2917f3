// The life of containers: created, started, signalled, paused, looked at, removed. What is in them is exec.ts, archive.ts and logs.ts.
import type Dockerode from 'dockerode'
import { askEngine, daemonMessage, endedEarly, statusOf } from './ask-engine.ts'
import type { Engine } from './connect.ts'
import { readContainerName, rememberName } from './container-name.ts'
import { summarizeContainer, detailContainer, type ContainerDetails, type ContainerSummary } from './container-shapes.ts'

export type { ContainerDetails, ContainerSummary, PublishedPort } from './container-shapes.ts'
export type ContainerBody = Dockerode.ContainerCreateOptions

/** Creates a container, not yet started; gives its id. */
export async function createContainer(engine: Engine, body: ContainerBody): Promise<string> {
  const container = await askEngine(engine, `container ${body.name ?? `of ${body.Image}`} could not be created`, () =>
    engine.docker.createContainer(body),
  )
  if (body.name !== undefined) rememberName(engine, container.id, body.name)
  return container.id
}

/** Starts a created or stopped container; one that runs is left alone. */
export async function startContainer(engine: Engine, id: string): Promise<void> {
  await askContainer(engine, id, 'could not be started', (container) => unless(304, container.start()))
}

/** Sends a signal (`SIGUSR1`, `SIGRTMIN+3`) to the container's first process. */
export async function signalContainer(engine: Engine, id: string, signal: string): Promise<void> {
  await askContainer(engine, id, `did not take ${signal}`, (container) => container.kill({ signal }))
}

/** Asks the container to stop and kills it after `timeoutS` seconds. One that is stopped is left alone. */
export async function stopContainer(engine: Engine, id: string, { timeoutS }: { timeoutS: number }): Promise<void> {
  await askContainer(engine, id, 'could not be stopped', (container) => unless(304, container.stop({ t: timeoutS })))
}

/** How much of a busy processor it gets beside others, of whom each has 1024 at first. */
export async function setCpuShares(engine: Engine, id: string, shares: number): Promise<void> {
  await askContainer(engine, id, 'could not be given another share of the processor', (container) =>
    container.update({ CpuShares: shares }),
  )
}

/** Freezes every process of the container. */
export async function pauseContainer(engine: Engine, id: string): Promise<void> {
  await askContainer(engine, id, 'could not be paused', async (container) => {
    for (let triesLeft = freezeTries - 1; ; triesLeft -= 1) {
      try {
        return await container.pause()
      } catch (error) {
        if (triesLeft === 0 || !/unable to freeze/.test(daemonMessage(error))) throw error
      }
    }
  })
}

// On cgroup v1 a node that is starting processes may get away from the freezer for as long as runc tries, and runc thaws it then.
const freezeTries = 3

/** Lets a frozen container go on. */
export async function unpauseContainer(engine: Engine, id: string): Promise<void> {
  await askContainer(engine, id, 'could not be unpaused', (container) => container.unpause())
}

/**
 * Removes the container in whatever state, with its anonymous volumes. Gone already is fine; returns when it is gone.
 * Where somebody else is removing it, waits for them at most `withinMs` milliseconds (three nodes at once take 2 s).
 */
export async function removeContainer(engine: Engine, id: string, { withinMs = 60_000 }: { withinMs?: number } = {}): Promise<void> {
  await askContainer(engine, id, 'could not be removed', async (container) => {
    try {
      await container.remove({ force: true, v: true })
    } catch (error) {
      if (statusOf(error) === 404) return
      if (statusOf(error) !== 409 || !/already in progress/.test(daemonMessage(error))) throw error
      const late = AbortSignal.timeout(withinMs)
      await unless(404, container.wait({ condition: 'removed', abortSignal: late })).catch(async (failure: unknown) => {
        if (!late.aborted) throw failure
        throw endedEarly(late, `container ${await readContainerName(engine, id)} was not gone`, [daemonMessage(error)])
      })
    }
  })
}

/** All containers, running or not, that carry every given label; `undefined` takes any value. */
export async function listContainers(engine: Engine, labels: Readonly<Record<string, string | undefined>>): Promise<ContainerSummary[]> {
  const label = Object.entries(labels).map(([key, value]) => (value === undefined ? key : `${key}=${value}`))
  const found = await askEngine(engine, 'containers could not be listed', () =>
    engine.docker.listContainers({ all: true, filters: { label } }),
  )
  const summaries = found.map(summarizeContainer)
  for (const { id, name } of summaries) rememberName(engine, id, name)
  return summaries
}

/** One container in detail; throws when there is none. */
export async function inspectContainer(engine: Engine, id: string): Promise<ContainerDetails> {
  return detailContainer(await askContainer(engine, id, 'could not be inspected', (container) => container.inspect()))
}

function askContainer<T>(engine: Engine, id: string, failure: string, ask: (container: Dockerode.Container) => Promise<T>): Promise<T> {
  const attempt = async (): Promise<string> => `container ${await readContainerName(engine, id)} ${failure}`
  return askEngine(engine, attempt, () => ask(engine.docker.getContainer(id)))
}

async function unless(status: number, asked: Promise<unknown>): Promise<void> {
  try {
    await asked
  } catch (error) {
    if (statusOf(error) !== status) throw error
  }
}
