// A container that will not end → nothing in it is frozen any more. cgroup v1 only: there a frozen process takes no SIGKILL, and a
// container that was killed while something in it was frozen never ends (`did not receive an exit event`). On cgroup v2 it dies.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { askEngine, statusOf } from './ask-engine.ts'
import type { Engine } from './connect.ts'
import { createContainer, removeContainer, startContainer } from './containers.ts'
import { readEngineFacts } from './engine-facts.ts'
import { readLogTail } from './logs.ts'

// Where every distribution mounts it.
const mountPoint = '/sys/fs/cgroup/freezer'

/**
 * Lets go what is frozen in a container and tells how many processes that were; 0 on a host with cgroup v2, and for a container
 * that is gone. Where this host is not the engine's, or its cgroups may not be written, a container of the same image does it on the
 * engine's host; it bears `labels`, by which it is found should this process die meanwhile. `hierarchy`: where this host has the freezer.
 */
export async function thawContainer(
  engine: Engine,
  id: string,
  labels: Readonly<Record<string, string>>,
  { hierarchy = mountPoint }: { readonly hierarchy?: string } = {},
): Promise<number> {
  const { cgroupVersion, rootless } = await readEngineFacts(engine)
  // A rootless engine has no cgroup v1 of its own to freeze anything in.
  if (cgroupVersion !== 1 || rootless) return 0
  return (await thawHere(hierarchy, id)) ?? (await thawThere(engine, id, labels))
}

/** Undefined where it cannot be done from here. */
async function thawHere(hierarchy: string, id: string): Promise<number | undefined> {
  const roots = await findCgroups(hierarchy, id)
  if (roots.length === 0) return undefined
  try {
    const frozen = (await Promise.all(roots.map(findFrozen))).flat()
    for (const { state } of frozen) await writeFile(state, 'THAWED')
    return sum(frozen.map(({ processes }) => processes))
  } catch (error) {
    // Being in the group docker does not make one root.
    if (['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}

/** The container's own: `docker/<id>`, `system.slice/docker-<id>.scope`, or wherever a configured parent lies. */
async function findCgroups(folder: string, id: string): Promise<string[]> {
  const folders = (await readdir(folder, { withFileTypes: true }).catch(() => [])).filter((entry) => entry.isDirectory())
  const found = await Promise.all(
    folders.map(async ({ name }) => (name.includes(id) ? [join(folder, name)] : findCgroups(join(folder, name), id))),
  )
  return found.flat()
}

interface Frozen {
  readonly state: string
  readonly processes: number
}

/** From the top down: what its parent has frozen goes with that, and what is frozen by itself does not. */
async function findFrozen(folder: string): Promise<Frozen[]> {
  // Cgroups go while they are looked at: containers end.
  const read = (file: string): Promise<string> => readFile(join(folder, file), 'utf8').catch(() => '')
  const isFrozen = /^(FREEZING|FROZEN)/.test(await read('freezer.state'))
  const own = isFrozen ? [{ state: join(folder, 'freezer.state'), processes: count(await read('cgroup.procs')) }] : []
  const folders = (await readdir(folder, { withFileTypes: true }).catch(() => [])).filter((entry) => entry.isDirectory())
  return [...own, ...(await Promise.all(folders.map(({ name }) => findFrozen(join(folder, name))))).flat()]
}

// The same in the words of a node: find, cat and a shell are in every image of one.
const program = `
frozen=$(find /freezer -path "*$0*" -name freezer.state -exec grep -lv THAWED {} +)
for state in $frozen; do cat "\${state%/*}/cgroup.procs"; done
for state in $frozen; do echo THAWED >"$state"; done
`

/** By a container on the engine's host: it needs that one hierarchy, and neither a network nor privileges; pids only to count them. */
async function thawThere(engine: Engine, id: string, labels: Readonly<Record<string, string>>): Promise<number> {
  const found = await askEngine(engine, 'a container that does not end could not be inspected', () =>
    engine.docker
      .getContainer(id)
      .inspect()
      .catch((error: unknown) => {
        if (statusOf(error) === 404) return undefined
        throw error
      }),
  )
  if (!found) return 0
  const helper = await createContainer(engine, {
    Image: found.Image,
    Entrypoint: ['/bin/sh', '-c', program, id],
    Cmd: [],
    Tty: false,
    Labels: labels,
    HostConfig: {
      NetworkMode: 'none',
      PidMode: 'host',
      UsernsMode: 'host',
      SecurityOpt: ['apparmor=unconfined', 'label=disable'],
      // A mount, not a bind: on a host without it nothing is made, the creation fails.
      Mounts: [{ Type: 'bind', Source: mountPoint, Target: '/freezer' }],
    },
  })
  try {
    await startContainer(engine, helper)
    await askEngine(engine, 'what is frozen could not be let go', () => engine.docker.getContainer(helper).wait())
    return count(await readLogTail(engine, helper, 'all'))
  } finally {
    await removeContainer(engine, helper)
  }
}

function count(lines: string): number {
  return lines.split('\n').filter((line) => /^\d+\s*$/.test(line)).length
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}
