// Files of this machine → what confines its programs, and whom it asks for names.
import type { ConfinementFacts, NetworkSurroundings } from '../../plan/host/examination.ts'
import type { ReadText } from './host-files.ts'

export async function readConfinement(read: ReadText): Promise<ConfinementFacts> {
  const [enforce, enabled, profiles] = await Promise.all([
    read('/sys/fs/selinux/enforce'),
    read('/sys/module/apparmor/parameters/enabled'),
    // Only root may.
    read('/sys/kernel/security/apparmor/profiles'),
  ])
  return {
    selinux: enforce === undefined ? 'off' : enforce.trim() === '1' ? 'enforcing' : 'permissive',
    appArmor: enabled?.trim() === 'Y',
    appArmorProfiles: profiles
      ?.split('\n')
      .filter((line) => line.endsWith(' (enforce)'))
      .map((line) => line.replace(/ \(enforce\)$/, '')),
  }
}

export async function readResolvers(read: ReadText): Promise<Pick<NetworkSurroundings, 'resolvers' | 'resolversBehind'>> {
  const [own, behind] = await Promise.all([read('/etc/resolv.conf'), read('/run/systemd/resolve/resolv.conf')])
  return { resolvers: own === undefined ? undefined : parse(own), resolversBehind: behind === undefined ? undefined : parse(behind) }
}

function parse(text: string): string[] {
  return [...text.matchAll(/^\s*nameserver\s+(\S+)/gm)].map(([, address = '']) => address)
}
