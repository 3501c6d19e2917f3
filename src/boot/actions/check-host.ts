// Refuses a host on which the boot could only fail later, and says so in one sentence each.
import { access, statfs } from 'node:fs/promises'
import { readEngineFacts } from '../../docker/connect.ts'
import { readHostRoutes } from '../../nodes/read-host-routes.ts'
import type { ClusterSpec } from '../../config/spec.ts'
import { findRouteOverlaps } from '../../plan/route-overlaps.ts'
import { DockerError } from '../../support/errors.ts'
import { problemsError } from '../../support/problems-error.ts'
import type { BootAction, PrepareContext } from '../action.ts'

// What one node writes in its first minutes: 60 MB of /var, etcd's preallocated 128 MB, logs; with room for a test's images.
const bytesPerNode = 1_000_000_000

export const checkHost: BootAction<PrepareContext> = {
  name: 'check-host',
  async run({ engine, spec, notice }) {
    const facts = await readEngineFacts(engine)
    const freeBytes = await readFreeBytes(facts.rootDirectory)
    const neededBytes = bytesPerNode * spec.nodes.length
    if (freeBytes !== undefined && freeBytes < neededBytes) {
      throw new DockerError('KIND_DISK_FULL', {
        what: `not enough disk for ${spec.nodes.length} node${spec.nodes.length === 1 ? '' : 's'}: ${gigabytes(freeBytes)} free, ${gigabytes(neededBytes)} needed`,
        seen: [`${facts.rootDirectory} (where the engine at ${engine.where} keeps its data)`],
        do: 'docker system prune --volumes, or free space otherwise',
      })
    }
    // What follows looks at this machine, and means the engine's: they are the same when its data are here.
    if (freeBytes === undefined) return
    await requireMountedPaths(spec)
    for (const text of findRouteOverlaps(spec.networking, await readHostRoutes())) notice(text)
  },
}

/** The engine would make a missing path itself, as an empty folder of root's. */
async function requireMountedPaths({ nodes, name }: ClusterSpec): Promise<void> {
  const mounts = nodes.flatMap((node, index) => node.extraMounts.map((mount, at) => ({ ...mount, path: `nodes[${index}].extraMounts[${at}].hostPath` })))
  const found = await Promise.all(mounts.map(({ hostPath }) => access(hostPath).then(() => true, () => false)))
  const problems = mounts.filter((_mount, index) => !found[index]).map(({ path, hostPath }) => `${path}  "${hostPath}" is not on this host`)
  if (problems.length > 0) throw problemsError(`the options of cluster "${name}"`, problems)
}

/** Free space where the engine keeps its data; undefined when that directory is not on this machine (a remote engine, a VM). */
async function readFreeBytes(directory: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(directory)
    return bavail * bsize
  } catch {
    return undefined
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`
}
