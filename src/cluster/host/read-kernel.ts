// The kernel's files and those beside its modules → which of the parts that nodes need are there, or can be loaded.
import { type KernelFacts, type ModuleState, type WantedModule, wantedModules } from '../../plan/host/examination.ts'
import type { ReadText } from './host-files.ts'

const configNames: Readonly<Record<WantedModule, string>> = {
  overlay: 'OVERLAY_FS',
  vxlan: 'VXLAN',
  nf_tables: 'NF_TABLES',
  ip_tables: 'IP_NF_IPTABLES',
  br_netfilter: 'BRIDGE_NETFILTER',
}

/** @param withModules whether its parts are looked for: their lists take longer to read than all the rest. */
export async function readKernel(
  read: ReadText,
  release: string,
  { withModules }: { readonly withModules: boolean },
): Promise<KernelFacts> {
  const ipv6 = (await read('/proc/net/if_inet6')) !== undefined
  return { modules: withModules ? await readModules(read, release) : {}, ipv6 }
}

async function readModules(read: ReadText, release: string): Promise<KernelFacts['modules']> {
  const [loaded, builtIn, loadable, packedConfig, config, fileSystems, bridge] = await Promise.all([
    read('/proc/modules'),
    read(`/lib/modules/${release}/modules.builtin`),
    read(`/lib/modules/${release}/modules.dep`),
    read('/proc/config.gz'),
    read(`/boot/config-${release}`),
    read('/proc/filesystems'),
    read('/proc/sys/net/bridge/bridge-nf-call-iptables'),
  ])
  const judge = (name: WantedModule): ModuleState | undefined => {
    const option = readOption(packedConfig ?? config, configNames[name])
    if (loaded !== undefined && new RegExp(`^${name} `, 'm').test(loaded)) return 'loaded'
    if (option === 'y' || isListed(builtIn, name)) return 'built in'
    if ((name === 'overlay' && /\boverlay$/m.test(fileSystems ?? '')) || (name === 'br_netfilter' && bridge !== undefined)) return 'loaded'
    if (isListed(loadable, name)) return 'loadable'
    // After an update, the modules of the kernel that runs may be gone with its folder: then nothing can be said.
    return option === 'n' || (loadable !== undefined && builtIn !== undefined) ? 'absent' : undefined
  }
  return Object.fromEntries(wantedModules.map((name) => [name, judge(name)] as const).filter(([, state]) => state !== undefined))
}

/** `y`, `m` or `n`; undefined where the configuration is not known: what could not be unpacked is empty. */
function readOption(config: string | undefined, name: string): string | undefined {
  return !config?.includes('CONFIG_NET=') ? undefined : (new RegExp(`^CONFIG_${name}=([ym])$`, 'm').exec(config)?.[1] ?? 'n')
}

/** `kernel/net/ipv4/netfilter/ip_tables.ko.zst: …`; a file may have dashes where the module has underscores. */
function isListed(list: string | undefined, name: WantedModule): boolean {
  return list !== undefined && new RegExp(`/${name.replaceAll('_', '[-_]')}\\.ko(\\.\\w+)?(:|$)`, 'm').test(list)
}
