// Refuses a host on which the boot could only fail later, and says so in one sentence each: those of `vitest-kind doctor`.
import { access } from 'node:fs/promises'
import { examineHost } from '../../cluster/host/examine-host.ts'
import type { ClusterSpec } from '../../config/spec.ts'
import { chooseApiServerAddress, isOwnHost, reachableHost } from '../../plan/api-address.ts'
import type { Finding } from '../../plan/host/finding.ts'
import { findCgroupRefusal } from '../../plan/host/find-cgroup-refusal.ts'
import { judgeBeforeBoot } from '../../plan/host/judge-host.ts'
import { DockerError } from '../../support/errors.ts'
import { problemsError } from '../../support/problems-error.ts'
import type { BootAction, PrepareContext } from '../action.ts'

export const checkHost: BootAction<PrepareContext> = {
  name: 'check-host',
  async run({ engine, spec, network, notice }) {
    if (engine.forward && isOwnHost(reachableHost(chooseApiServerAddress(spec.networking, engine.host), engine.host)))
      await engine.forward.check()
    const host = await examineHost(engine, { network, depth: 'boot' })
    const { refused, told } = judgeBeforeBoot(host, { ...spec, cgroupRefusal: findCgroupRefusal(spec) })
    if (refused.length > 0) throw describeRefusal(refused)
    // What follows looks at this machine, and means the engine's: they are the same when its data are here.
    if (host.sight === 'all') await requireMountedPaths(spec)
    for (const { text, do: remedy } of told) notice(remedy === undefined ? text : `${text}; ${remedy}`)
  },
}

function describeRefusal(refused: readonly Finding[]): DockerError {
  const [first, ...others] = refused
  return new DockerError(refused.some(({ check }) => check === 'disk') ? 'KIND_DISK_FULL' : 'KIND_HOST_UNFIT', {
    what: first!.text,
    seen: [...(first!.seen ?? []), ...others.flatMap(({ text, seen = [] }) => [text, ...seen])],
    ...(first!.do !== undefined && { do: refused.flatMap((finding) => finding.do ?? []).join('; ') }),
  })
}

/** The engine would make a missing path itself, as an empty folder of root's. */
async function requireMountedPaths({ nodes, name }: ClusterSpec): Promise<void> {
  const mounts = nodes.flatMap((node, index) =>
    node.extraMounts.map((mount, at) => ({ ...mount, path: `nodes[${index}].extraMounts[${at}].hostPath` })),
  )
  const found = await Promise.all(
    mounts.map(({ hostPath }) =>
      access(hostPath).then(
        () => true,
        () => false,
      ),
    ),
  )
  const problems = mounts.filter((_mount, index) => !found[index]).map(({ path, hostPath }) => `${path}  "${hostPath}" is not on this host`)
  if (problems.length > 0) throw problemsError(`the options of cluster "${name}"`, problems)
}
