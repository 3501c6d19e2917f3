// What the walks through an engine have in common: steps that are told, and what is on an engine.
import { glob } from 'node:fs/promises'
import type { Engine } from '../../src/docker/connect.ts'

/** Prints a line when it went well, with its seconds; one when it did not, and throws. */
export async function step(what: string, act: () => Promise<void>): Promise<void> {
  const startedAt = performance.now()
  await act().catch((error: unknown) => {
    process.stdout.write(`failed: ${what} (${seconds(startedAt)} s)\n`)
    throw error
  })
  process.stdout.write(`did: ${what} (${seconds(startedAt)} s)\n`)
}

function seconds(sinceMs: number): string {
  return ((performance.now() - sinceMs) / 1_000).toFixed(1)
}

/** Until it is true. Throws what `describe` says when it takes longer. */
export async function until(isTrue: () => Promise<boolean> | boolean, withinMs: number, describe: () => string): Promise<void> {
  const end = Date.now() + withinMs
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(describe())
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

export async function listThings({ docker }: Engine): Promise<string[]> {
  const [containers, networks, volumes, images] = await Promise.all([
    docker.listContainers({ all: true }),
    docker.listNetworks(),
    docker.listVolumes(),
    docker.listImages(),
  ])
  return [
    ...containers.map(({ Names }) => `container ${Names[0]}`),
    ...networks.map(({ Name }) => `network ${Name}`),
    ...volumes.Volumes.map(({ Name }) => `volume ${Name}`),
    ...images.map(({ Id }) => `image ${Id}`),
    ...(await listScopes()),
  ]
}

/** Cgroups of containers, where systemd makes them. */
async function listScopes(): Promise<string[]> {
  const found: string[] = []
  for await (const path of glob('/sys/fs/cgroup/**/{docker,libpod}-*.scope')) found.push(`cgroup ${path}`)
  // Podman's conmon stays for 300 s after each exec by its API (--exit-delay of 4.3.1), also when the container has gone.
  return found.filter((path) => !path.includes('/libpod-conmon-'))
}

// A reaper takes the network along when the last container has gone: the next moment, or some seconds later on a slow machine.
const leftMs = 60_000

/** What is there and was not before. What the quick start has built stays, as after docker build. */
export async function requireNothingLeft(engine: Engine, before: readonly string[]): Promise<void> {
  let left: readonly string[] = []
  const isNothingLeft = async (): Promise<boolean> => {
    left = (await listThings(engine)).filter((thing) => !before.includes(thing) && !thing.startsWith('image '))
    return left.length === 0
  }
  await until(isNothingLeft, leftMs, () => left.join('\n'))
}
