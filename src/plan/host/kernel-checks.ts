// The parts of the kernel that nodes need, and what confines programs on the host → whether nodes and their pods work. Pure.
import type { HostDemand, HostExamination, ModuleState, WantedModule } from './examination.ts'
import { type HostCheck, type Judgement, hidden, ok, refuse } from './finding.ts'

export const kernelChecks: readonly HostCheck[] = [
  { area: 'kernel', name: 'overlay', judge: (host) => judgeModule(host, 'overlay') },
  { area: 'kernel', name: 'netfilter', judge: judgeNetfilter },
  { area: 'kernel', name: 'vxlan', judge: (host) => judgeModule(host, 'vxlan') },
  { area: 'kernel', name: 'br_netfilter', judge: (host) => judgeModule(host, 'br_netfilter') },
  { area: 'kernel', name: 'ipv6', boot: refuse, judge: judgeIpv6 },
]

export const confinementChecks: readonly HostCheck[] = [
  { area: 'confinement', name: 'apparmor', judge: judgeAppArmor },
  { area: 'confinement', name: 'selinux', judge: judgeSelinux },
]

/** What goes wrong without it; absent: nothing does. */
const purposes: Readonly<Partial<Record<WantedModule, string>>> = {
  overlay: 'nodes unpack images without it, slowly and with much disk',
  vxlan: 'nodes made of vitest-kind/node do not become Ready without it; those of kindest/node do',
}

function judgeModule(host: HostExamination, name: WantedModule): Judgement | undefined {
  const state = host.kernel.modules[name]
  if (state === undefined) return hidden(host)
  const purpose = purposes[name]
  if (state !== 'absent') return ok(describeState(name, state))
  if (purpose === undefined) return ok(`${name} is not there, and not needed: pods of a node are routed, not bridged`)
  return { state: 'warning', text: `the kernel has no ${name}: ${purpose}`, do: `boot a kernel with CONFIG_${configOf(name)}` }
}

/** One of both does: nodes take whichever the host's own rules are in. */
function judgeNetfilter(host: HostExamination): Judgement | undefined {
  const { modules } = host.kernel
  const known = (['nf_tables', 'ip_tables'] as const).flatMap((name) =>
    modules[name] === undefined ? [] : [[name, modules[name]] as const],
  )
  if (known.length === 0) return hidden(host)
  if (known.some(([, state]) => state !== 'absent'))
    return ok(known.map(([name, state]) => (state === 'absent' ? `no ${name}` : describeState(name, state))).join(', '))
  if (known.length === 1) return undefined
  return {
    state: 'problem',
    text: 'the kernel has neither nf_tables nor ip_tables: kube-proxy does not start, and no Service answers',
    do: 'boot a kernel with CONFIG_NF_TABLES',
  }
}

function describeState(name: WantedModule, state: ModuleState): string {
  return `${name} ${state === 'loadable' ? 'is loaded when it is needed' : `is ${state}`}`
}

function configOf(name: WantedModule): string {
  return name === 'overlay' ? 'OVERLAY_FS' : name.toUpperCase()
}

function judgeIpv6(host: HostExamination, { networking: { ipFamily } }: HostDemand): Judgement | undefined {
  const {
    kernel: { ipv6 },
    network,
  } = host
  if (ipv6 === undefined) return hidden(host)
  if (!ipv6 && ipFamily !== 'ipv4')
    return {
      state: 'problem',
      text: `networking.ipFamily is '${ipFamily}', and the kernel of the engine's host has IPv6 turned off`,
      do: "take ipv6.disable=1 off its kernel command line, or use networking: { ipFamily: 'ipv4' }",
    }
  if (!ipv6) return ok("the kernel has IPv6 turned off: clusters with ipFamily 'ipv4' work")
  const own = network.networks?.find(({ name }) => name === network.name)
  if (own && !own.ipv6 && ipFamily === 'ipv4')
    return ok(
      `the kernel has IPv6, the network ${network.name} has none: docker network rm ${network.name}, when no cluster is on it, gives it some`,
    )
  return ok('the kernel has IPv6')
}

// Servers that tests run in pods: the kernel goes by the path of a program, in whatever container (kind 1179).
const servers = /^(\/usr\/s?bin\/|\/s?bin\/)?(mysqld|mariadbd|named|slapd|dnsmasq|squid)$/

function judgeAppArmor({ confinement: { appArmor, appArmorProfiles }, sight }: HostExamination): Judgement | undefined {
  if (sight === 'nothing' || appArmor === undefined) return undefined
  if (!appArmor) return ok('AppArmor is off')
  const biting = (appArmorProfiles ?? []).filter((name) => servers.test(name))
  if (biting.length === 0) return ok('AppArmor is on: nodes run unconfined')
  return {
    state: 'warning',
    text: `profiles of this host bind programs of pods, too: ${biting.join(', ')}`,
    do: `sudo apparmor_parser -R ${biting.map(profilePath).join(' ')}`,
  }
}

/** `/usr/sbin/mysqld` → `/etc/apparmor.d/usr.sbin.mysqld`; a name that is no path, to what the shell finds of it. */
function profilePath(name: string): string {
  return `/etc/apparmor.d/${name.startsWith('/') ? name.slice(1).replaceAll('/', '.') : `*.${name}`}`
}

function judgeSelinux({ confinement: { selinux }, sight }: HostExamination): Judgement | undefined {
  if (sight === 'nothing' || selinux === undefined) return undefined
  if (selinux !== 'enforcing') return ok(`SELinux is ${selinux}`)
  return ok('SELinux is enforcing: nodes are privileged; an extraMount that a pod may not read needs selinuxRelabel: true')
}
