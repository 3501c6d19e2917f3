// Debian packages the host needs: installs those whose files are absent, and does nothing (1 ms) when all are there.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { SYSTEM_PATH } from './engine-paths.ts'
import { say } from './say.ts'

/** A package and how to tell that it, or something in its place (docker-ce, a Go from elsewhere), is there. */
interface HostPackage {
  readonly name: string
  /** A program to be found on PATH, or an absolute path to a file. */
  readonly brings: string
}

export const ENGINE_PACKAGES: readonly HostPackage[] = [
  { name: 'docker.io', brings: 'dockerd' },
  { name: 'iptables', brings: 'iptables' },
]

export const IMAGE_BUILD_PACKAGES: readonly HostPackage[] = [
  { name: 'debootstrap', brings: 'debootstrap' },
  { name: 'gcc', brings: 'gcc' },
  { name: 'libc6-dev', brings: '/usr/include/stdlib.h' },
  { name: 'pkg-config', brings: 'pkg-config' },
  { name: 'libseccomp-dev', brings: '/usr/include/seccomp.h' },
]

/** What is needed beside those to compile for arm64 on amd64; the last is of Debian for arm64. */
export const ARM64_BUILD_PACKAGES: readonly HostPackage[] = [
  { name: 'gcc-aarch64-linux-gnu', brings: 'aarch64-linux-gnu-gcc' },
  { name: 'libc6-dev-arm64-cross', brings: '/usr/aarch64-linux-gnu/include/stdlib.h' },
  { name: 'libseccomp-dev:arm64', brings: '/usr/lib/aarch64-linux-gnu/pkgconfig/libseccomp.pc' },
]

/** Has apt know of packages of another architecture as well, whose names end in it. */
export async function addDebianArchitecture(architecture: string): Promise<void> {
  const code = await run('dpkg', ['--add-architecture', architecture])
  if (code !== 0) throw new Error(`dpkg --add-architecture ${architecture} ended with exit code ${code}; its own words are above`)
}

/** Whether packages may be installed here without asking: root on Debian. */
export function mayInstallPackages(): boolean {
  return process.getuid?.() === 0 && isDebian()
}

export function isDebian(): boolean {
  try {
    return /^ID="?debian"?$/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}

export function findMissingPackages(packages: readonly HostPackage[]): string[] {
  const folders = [...SYSTEM_PATH.split(':'), ...(process.env['PATH'] ?? '').split(':')]
  const isThere = (file: string): boolean =>
    file.startsWith('/') ? existsSync(file) : folders.some((folder) => existsSync(`${folder}/${file}`))
  return packages.filter(({ brings }) => !isThere(brings)).map(({ name }) => name)
}

/** Installs what is missing. Returns the names installed. */
export async function ensureDebianPackages(packages: readonly HostPackage[]): Promise<readonly string[]> {
  const missing = findMissingPackages(packages)
  if (missing.length === 0) return missing
  const startedAt = performance.now()
  say(`installing Debian packages: ${missing.join(' ')}`)
  const install = ['install', '--yes', '--quiet', '--no-install-recommends', ...missing]
  if (!hasPackageLists()) await aptGet(['update', '--quiet'])
  if ((await aptGet(install)) !== 0) {
    // Old lists name versions that are gone from the mirror, and a dpkg that was killed refuses everything until it is
    // configured. Both are cured here; one try more then decides.
    await run('dpkg', ['--configure', '--pending'])
    await aptGet(['update', '--quiet'])
    const code = await aptGet(install)
    if (code !== 0) throw new Error(`apt-get ${install.join(' ')} ended with exit code ${code}; its own words are above`)
  }
  say(`installing Debian packages: done in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
  return missing
}

/** A fresh machine has none, and apt-get then knows no package at all. */
function hasPackageLists(): boolean {
  try {
    return readdirSync('/var/lib/apt/lists').some((name) => /_Packages(\.\w+)?$/.test(name))
  } catch {
    return false
  }
}

function aptGet(args: readonly string[]): Promise<number> {
  // The lock may be held by unattended-upgrades on a machine that has just booted.
  return run('apt-get', ['-o', 'DPkg::Lock::Timeout=120', '-o', 'Dpkg::Use-Pty=0', ...args])
}

function run(program: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, PATH: SYSTEM_PATH, DEBIAN_FRONTEND: 'noninteractive' }
    const child = spawn(program, args, { env, stdio: ['ignore', 2, 2] })
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}
