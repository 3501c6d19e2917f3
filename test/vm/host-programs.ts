// What this host needs to make and run the virtual machine: installed where that may be done, else named.
import { ensureDebianPackages, findMissingPackages, mayInstallPackages } from '../../.ci/host/debian-packages.ts'

const packages = [
  { name: 'qemu-system-x86', brings: 'qemu-system-x86_64' },
  { name: 'mmdebstrap', brings: 'mmdebstrap' },
  { name: 'e2fsprogs', brings: 'mkfs.ext4' },
  { name: 'openssh-client', brings: 'ssh' },
]

export async function ensureVmPrograms(): Promise<void> {
  const refusal = refuseWithout(findMissingPackages(packages), mayInstallPackages())
  if (refusal !== undefined) throw new Error(refusal)
  await ensureDebianPackages(packages)
}

/** What is said where the virtual machine cannot be had; undefined where it can. */
export function refuseWithout(missing: readonly string[], mayInstall: boolean): string | undefined {
  if (mayInstall) return undefined
  const lacks = missing.length === 0 ? '' : `, and this host lacks ${missing.join(' ')}`
  return `the virtual machine's root is made of Debian's packages by root on Debian${lacks}`
}
