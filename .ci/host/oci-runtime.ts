// Makes the program of oci-runtime/main.go: the OCI runtime for hosts that lack a capability. Compiled once, then kept.
//
// A Go program, because it runs once or more for every container and every exec: it takes 2 ms, where Node.js or Python
// take 30-50, and needs nothing at run time. Hosts that build the images have Go; where there is none, Debian's will do.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { ensureDebianPackages } from './debian-packages.ts'
import { ENGINE_HOME, OCI_RUNTIME, SYSTEM_PATH } from './engine-paths.ts'
import { say } from './say.ts'

const sources = `${import.meta.dirname}/oci-runtime`
const stamp = `${OCI_RUNTIME}.source`

export async function ensureOciRuntime(): Promise<void> {
  const source = hashSource()
  if (existsSync(OCI_RUNTIME) && existsSync(stamp) && readFileSync(stamp, 'utf8') === source) return
  await ensureDebianPackages([{ name: 'golang-go', brings: 'go' }])
  const startedAt = performance.now()
  say('compiling the OCI runtime that leaves out the capabilities this host lacks')
  mkdirSync(ENGINE_HOME, { recursive: true })
  const fresh = `${OCI_RUNTIME}.${process.pid}`
  try {
    await promisify(execFile)('go', ['build', '-trimpath', '-ldflags', '-s -w', '-o', fresh, '.'], {
      cwd: sources,
      // Nothing is to be downloaded for it: no modules, no other toolchain. Static, so that it needs no libc.
      env: {
        ...process.env,
        PATH: `${process.env['PATH']}:${SYSTEM_PATH}`,
        CGO_ENABLED: '0',
        GOTOOLCHAIN: 'local',
        GOFLAGS: '-mod=mod',
        GOPROXY: 'off',
        GOWORK: 'off',
      },
    })
    renameSync(fresh, OCI_RUNTIME)
    writeFileSync(stamp, source)
    say(`compiling the OCI runtime: done in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
  } finally {
    rmSync(fresh, { force: true })
  }
}

function hashSource(): string {
  const hash = createHash('sha256')
  for (const file of ['go.mod', 'main.go']) hash.update(readFileSync(`${sources}/${file}`))
  return hash.digest('hex')
}
