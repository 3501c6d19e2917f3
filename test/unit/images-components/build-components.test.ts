import { spawnSync } from 'node:child_process'
import { access, chmod, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, join } from 'node:path'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { buildKind, type ComponentProgress } from '../../../images/components.ts'
import { requireCompiler } from '../../../images/components/go-toolchain.ts'
import { currentProcess, findProcess, renderIdentity } from '../../../src/support/process-identity.ts'

// A stand-in for Go, as compiling the real things takes minutes: it answers `go env` and obeys `go build -o`.
let cacheDir: string
let said: ComponentProgress[]

beforeEach(async () => {
  const scratch = await mkdtemp(join(tmpdir(), 'components-'))
  onTestFinished(async () => {
    vi.unstubAllEnvs()
    await rm(scratch, { recursive: true })
  })
  cacheDir = join(scratch, 'cache')
  said = []
  await mkdir(join(scratch, 'bin'))
  vi.stubEnv('PATH', [join(scratch, 'bin'), '/usr/bin', '/bin'].join(delimiter))
})

/** Writes the head of a program: ELF, with the machine at its nineteenth byte. */
const compile = (machine: 'amd64' | 'arm64'): string =>
  `printf '\\177ELF00000000000000\\${machine === 'amd64' ? '076' : '267'}\\000' > "$out"`

async function installGo(whatBuildDoes: string): Promise<void> {
  const path = join(cacheDir, '../bin/go')
  await writeFile(
    path,
    `#!/bin/sh
case "$1" in env) printf 'go1.99.0\\n%s\\namd64\\n' "\${GOARCH:-amd64}" ;; build)
  for argument; do case "$argument" in -o=*) out="\${argument#-o=}" ;; esac; done
  ${whatBuildDoes}
esac
`,
  )
  await chmod(path, 0o755)
}

function build(signal?: AbortSignal): Promise<string> {
  return buildKind({ cacheDir, onProgress: (progress) => said.push(progress), ...(signal && { signal }) })
}

async function leftovers(): Promise<string[]> {
  return readdir(join(cacheDir, 'components'))
}

test('a component is built once', async () => {
  await installGo(`echo cmd/kind >&2; ${compile('amd64')}`)
  const first = await build()
  await installGo('exit 1')
  expect(await build()).toBe(first)
  expect(said.map((progress) => progress.state)).toEqual(['started', 'built', 'present'])
  expect(said[1]?.text).toMatch(/^kind \(1 of 1\): built in \d+ s$/)
})

test('for another architecture it is another component, and a program that is for the wrong one is refused', async () => {
  await installGo(compile('amd64'))
  const own = await build()
  await expect(buildKind({ cacheDir, architecture: 'arm64' })).rejects.toThrow(/\/kind is for amd64, not for arm64$/)
  expect(await leftovers()).toHaveLength(1)
  await installGo(compile('arm64'))
  expect(await buildKind({ cacheDir, architecture: 'arm64' })).not.toBe(own)
  await installGo('exit 1')
  expect(await build()).toBe(own)
})

test('a failed build names the component, gives the last words of the compiler, and leaves nothing', async () => {
  await installGo('echo k8s.io/some/package >&2; echo half > "$out"; echo "main.go:7:2: undefined: x" >&2; exit 1')
  const failure = build()
  await expect(failure).rejects.toThrow(
    /^Component kind could not be built \(after \d+ s\): go ended with code 1\nmain.go:7:2: undefined: x$/,
  )
  expect(await leftovers()).toEqual([])
})

test('a cancelled build ends at once and leaves nothing', async () => {
  await installGo('echo half > "$out"; touch "$0.runs"; exec sleep 60')
  const cancel = new AbortController()
  const building = build(cancel.signal)
  await vi.waitFor(() => access(join(cacheDir, '../bin/go.runs')), { timeout: 20_000 })
  cancel.abort(new Error('enough'))
  await expect(building).rejects.toThrow('enough')
  expect(await leftovers()).toEqual([])
})

test('what a killed build left is removed by the next one, what a running one builds is not', async () => {
  const killed = { ...currentProcess(), pid: spawnSync('true').pid }
  const elsewhere = { ...currentProcess(), bootId: 'of another machine', host: 'other' }
  const parts = { killed, running: findProcess(process.ppid)!, elsewhere, 'long-ago': elsewhere }
  for (const [name, builder] of Object.entries(parts)) {
    const folder = join(cacheDir, 'components', `etcd-0123456789ab.part-${name}`)
    await mkdir(join(folder, 'out'), { recursive: true })
    await writeFile(join(folder, 'builder'), renderIdentity(builder))
    if (name === 'long-ago') await utimes(folder, 0, 0)
  }
  await installGo(compile('amd64'))
  const target = await build()
  expect((await leftovers()).toSorted()).toEqual([
    'etcd-0123456789ab.part-elsewhere',
    'etcd-0123456789ab.part-running',
    basename(dirname(dirname(target))),
  ])
})

test('without Go the error says what a host needs', async () => {
  vi.stubEnv('PATH', join(cacheDir, '../bin'))
  await expect(build()).rejects.toThrow(
    /^No Go compiler answers on this host\. Building the node image needs Go 1\.26\.0 or newer .*libseccomp-dev/,
  )
})

test('a Go that is too old is named', async () => {
  await installGo('exit 1')
  vi.stubEnv('PATH', [join(cacheDir, '../bin'), '/bin'].join(delimiter))
  const path = join(cacheDir, '../bin/go')
  await writeFile(path, "#!/bin/sh\nprintf 'go1.25.3\\namd64\\n'\n")
  await expect(build()).rejects.toThrow(/^Go on this host is go1\.25\.3\. .*Go 1\.26\.0 or newer/)
})

test('a C compiler of another architecture that is not there is told before anything is compiled', async () => {
  const go = { version: 'go1.99.0', architecture: 'arm64', crossTools: 'absent-linux-gnu', env: {} }
  await expect(requireCompiler(go)).rejects.toThrow(
    /^Compiling for arm64 needs .*\nOn Debian: dpkg --add-architecture arm64 && .* gcc-absent-linux-gnu libc6-dev-arm64-cross libseccomp-dev:arm64$/,
  )
  await requireCompiler({ version: 'go1.99.0', architecture: 'amd64', env: {} })
  await expect(requireCompiler(go, 'darwin')).rejects.toThrow('A node image is built on Linux')
})
