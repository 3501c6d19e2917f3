// What there is of everything that nodes share, and what is left of it → whether it does for those asked for. Pure.
import type { HostExamination, HostLimits, Supply } from './examination.ts'
import { count, describeNodes, hidden, type HostCheck, type Judgement, ok, refuseAndTell, setKernel } from './finding.ts'
import { ampleLimits, setInotify, setOpenFiles } from './kernel-settings.ts'
import { leastNeeds, leftOf, type NodeNeeds, idleNeeds, sumNeeds } from './node-needs.ts'

export const limitChecks: readonly HostCheck[] = [
  shared('inotify-instances', 'inotifyInstances', {
    things: 'inotify instances',
    remedy: (host) => raiseInotify(host, 'inotifyInstances'),
  }),
  shared('inotify-watches', 'inotifyWatches', { things: 'inotify watches', remedy: (host) => raiseInotify(host, 'inotifyWatches') }),
  shared('open-files', 'openFiles', { things: 'open files', remedy: raiseFiles }),
  shared('tasks', 'tasks', { things: 'processes and threads', remedy: raiseTasks }),
  { area: 'limits', name: 'cores', judge: judgeCores },
  { area: 'limits', name: 'conntrack', judge: judgeConntrack },
]

/** Something that nodes take in numbers. */
function shared(
  name: string,
  need: keyof HostLimits & keyof NodeNeeds,
  { things, remedy }: { readonly things: string; readonly remedy: (host: HostExamination) => string },
): HostCheck {
  return {
    area: 'limits',
    name,
    boot: refuseAndTell,
    judge(host, demand) {
      const supply = host.limits[need]
      if (!supply) return hidden(host)
      const [left, wanted] = [leftOf(supply, need, host.running), sumNeeds(idleNeeds, demand, need)]
      const there = describeSupply(supply, things, left)
      const scarce = `${there}, and ${describeNodes(demand)} about ${wanted}`
      if (left < sumNeeds(leastNeeds, demand, need))
        return {
          state: 'problem',
          text: `${scarce}: ${demand.nodes.length === 1 ? 'it' : 'they'} would not come up`,
          do: remedy(host),
        }
      if (left < wanted) return { state: 'warning', text: scarce, do: remedy(host) }
      return ok(there)
    },
  }
}

/** To what is ample, or beyond it where what runs short is there already. */
export function raiseInotify(host: Pick<HostExamination, 'limits' | 'sight'>, short: 'inotifyInstances' | 'inotifyWatches'): string {
  const { inotifyInstances, inotifyWatches } = host.limits
  const instances = Math.max(ampleLimits.inotifyInstances, (inotifyInstances?.max ?? 0) * (short === 'inotifyInstances' ? 4 : 1))
  const watches = Math.max(ampleLimits.inotifyWatches, (inotifyWatches?.max ?? 0) * (short === 'inotifyWatches' ? 4 : 1))
  return setKernel(host, setInotify(instances, watches))
}

function raiseFiles(host: HostExamination): string {
  return setKernel(host, setOpenFiles(Math.max(ampleLimits.openFiles, (host.limits.openFiles?.max ?? 0) * 4)))
}

/** Of a user without root it is systemd that limits them. */
function raiseTasks(host: HostExamination): string {
  const { engine } = host
  return 'rootless' in engine && engine.rootless
    ? 'sudo systemctl set-property user-$(id -u).slice TasksMax=infinity'
    : setKernel(host, 'kernel.pid_max=4194304 kernel.threads-max=4194304')
}

/** `111 of 128 inotify instances are free` */
function describeSupply({ max, used }: Supply, things: string, left: number): string {
  // The kernel's word for no limit, which systemd in a node sets.
  if (max > Number.MAX_SAFE_INTEGER / 2) return `no limit of ${things}`
  if (used !== undefined) return `${left} of ${max} ${things} are free`
  return left < max
    ? `${max} ${things}, of which nodes that run take about ${max - left}`
    : `${max} ${things}; how many are taken cannot be seen`
}

function judgeCores({ engine, sight }: HostExamination): Judgement | undefined {
  if ('silence' in engine || !engine.cpus) return undefined
  if (engine.cpus > 1) return ok(count(engine.cpus, 'core'))
  return {
    state: 'warning',
    text: '1 core: Kubernetes asks for two, and a boot takes minutes',
    do: sight === 'all' ? 'use a machine with two cores' : "give the engine's machine a second core",
  }
}

function judgeConntrack({ limits: { conntrack }, ...host }: HostExamination): Judgement | undefined {
  // Not loaded yet, or another one in each container.
  if (!conntrack) return host.sight === 'nothing' ? hidden(host) : undefined
  const left = Math.max(0, conntrack.max - (conntrack.used ?? 0))
  const text = describeSupply(conntrack, 'tracked connections', left)
  if (left > conntrack.max / 10) return ok(text)
  return {
    state: 'warning',
    text: `${text}: new connections are dropped when there are none`,
    do: setKernel(host, `net.netfilter.nf_conntrack_max=${Math.max(262_144, conntrack.max * 4)}`),
  }
}
