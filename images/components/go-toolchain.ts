// The host's Go, and the environment every call of it gets: caches inside the project, nothing of the user's
// but the settings of Go.
import { execFile } from 'node:child_process'
import { access } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { defaultKubernetes } from '../kubernetes-versions.ts'
import { kubernetes } from '../sources/kubernetes/recipe.ts'
import versions from '../versions.json' with { type: 'json' }
import { pinsFolder } from './recipe-folder.ts'

/** What beside Go the recipes need, as Debian calls it. */
export const requiredPackages = ['gcc', 'libc6-dev', 'libseccomp-dev', 'pkg-config'] as const

export interface GoToolchain {
  /** `go version`'s own words, e.g. go1.26.8. */
  readonly version: string
  /** For which it compiles, in Go's words: amd64, arm64. */
  readonly architecture: string
  /** Where that is not this host's: the first part of the names of the C compiler's programs, `aarch64-linux-gnu`. */
  readonly crossTools?: string
  readonly env: NodeJS.ProcessEnv
}

const crossToolsFor: Readonly<Record<string, string>> = { amd64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }

/**
 * The Go on the PATH, compiling for this host or for another architecture; throws what is needed and how to get it when there is none or it is
 * too old.
 */
export async function requireGo(
  cacheDir: string,
  {
    hostEnv = process.env,
    architecture: wanted,
  }: { readonly hostEnv?: NodeJS.ProcessEnv; readonly architecture?: string | undefined } = {},
): Promise<GoToolchain> {
  const env = { ...goEnv(cacheDir, hostEnv), ...(wanted !== undefined && { GOARCH: wanted }) }
  const needed = `Building the node image needs Go ${versions.go} or newer (https://go.dev/dl) and the packages ${requiredPackages.join(', ')}`
  // Asked for in a module: an older Go that may fetch the toolchain go.mod asks for then answers for that one.
  const cwd = pinsFolder(kubernetes(defaultKubernetes))
  const found = await promisify(execFile)('go', ['env', 'GOVERSION', 'GOARCH', 'GOHOSTARCH'], { env, cwd }).catch((cause: unknown) => {
    throw new Error(`No Go compiler answers on this host. ${needed}.`, { cause })
  })
  const [version = '', architecture = '', own = ''] = found.stdout.split('\n')
  if (isOlder(version.replace('go', ''), versions.go)) throw new Error(`Go on this host is ${version}. ${needed}.`)
  const crossTools = architecture === own ? undefined : crossToolsFor[architecture]
  return { version, architecture, env, ...(crossTools !== undefined && { crossTools }) }
}

/** Throws where there is no C compiler for Linux, or none of the other architecture, or no libseccomp of it, and how to get it. */
export async function requireCompiler(
  { architecture, crossTools }: GoToolchain,
  platform: NodeJS.Platform = process.platform,
): Promise<void> {
  if (platform !== 'linux')
    throw new Error(
      `A node image is built on Linux, in a container or a virtual machine of it, too: runc and pause are C programs, and this host (${platform}) compiles none for it.`,
    )
  if (crossTools === undefined) return
  const compiles = promisify(execFile)(`${crossTools}-gcc`, ['--version'])
  await Promise.all([compiles, access(`/usr/lib/${crossTools}/pkgconfig/libseccomp.pc`)]).catch((cause: unknown) => {
    const packages = `gcc-${crossTools.replace('_', '-')} libc6-dev-${architecture}-cross libseccomp-dev:${architecture}`
    throw new Error(
      `Compiling for ${architecture} needs a C compiler and libseccomp of that architecture.\n` +
        `On Debian: dpkg --add-architecture ${architecture} && apt-get update && apt-get install ${packages}`,
      { cause },
    )
  })
}

function goEnv(cacheDir: string, hostEnv: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const go = join(cacheDir, 'go')
  return {
    ...hostEnv,
    // Go counts its calls in the user's configuration folder: here it has one of its own, and reads the user's settings.
    GOENV: hostEnv['GOENV'] ?? join(hostEnv['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'go/env'),
    XDG_CONFIG_HOME: join(go, 'config'),
    GOOS: 'linux',
    GOPATH: go,
    GOMODCACHE: join(go, 'mod'),
    GOCACHE: join(go, 'build'),
    GOFLAGS: '-modcacherw', // else the module cache cannot be deleted with rm -r
    GOWORK: 'off',
    GOGC: '400', // the compiler's own heap: 18 % less CPU (k8s.io/api/core/v1: 8.5 s, 7.0 s) for 140 MB more
  }
}

function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split('.').map((part) => Number.parseInt(part, 10)))
  for (const [i, wanted] of (b ?? []).entries()) {
    const got = a?.[i] ?? 0
    if (got !== wanted) return got < wanted
  }
  return false
}
