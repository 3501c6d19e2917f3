// The OCI runtime for hosts that lack a capability, run as containerd's shim runs it, with a stand-in for runc that prints
// its arguments: what is tested is what runc is given.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const hasGo = succeeds('go', ['version'])
// Only root may leave out a capability, to be like such a host.
const isRoot = process.getuid?.() === 0

let folder = ''

const privileged = { bounding: ['CAP_CHOWN', 'CAP_SYS_TIME', 'CAP_NEWER_THAN_US'], effective: ['CAP_SYS_TIME'], ambient: [] }
const reduced = { bounding: ['CAP_CHOWN', 'CAP_NEWER_THAN_US'], effective: [], ambient: [] }

describe.runIf(hasGo && isRoot)('on a host without CAP_SYS_TIME', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vitest-kind-oci-'))
    const env = { ...process.env, CGO_ENABLED: '0' }
    execFileSync('go', ['build', '-o', join(folder, 'oci-runtime'), '.'], {
      cwd: join(import.meta.dirname, '../../.ci/host/oci-runtime'),
      env,
    })
    writeFileSync(join(folder, 'runc'), '#!/bin/sh\necho "$@"\n', { mode: 0o755 })
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('a container is created without it, and with all else as it was', () => {
    const bundle = mkdtempSync(join(folder, 'bundle-'))
    const config = {
      ociVersion: '1.0.2',
      process: { args: ['/bin/true'], rlimits: [{ hard: 2 ** 53 }], capabilities: privileged },
      linux: { x: [] },
    }
    writeFileSync(join(bundle, 'config.json'), JSON.stringify(config))
    expect(runRuntime(['--root', '/run/x', 'create', '--bundle', bundle, 'id'])).toBe(`--root /run/x create --bundle ${bundle} id\n`)
    expect(readJson(join(bundle, 'config.json'))).toEqual({ ...config, process: { ...config.process, capabilities: reduced } })
  })

  test('a process added to a container is started without it', () => {
    const bundle = mkdtempSync(join(folder, 'bundle-'))
    const file = join(bundle, 'process.json')
    writeFileSync(file, JSON.stringify({ args: ['id'], capabilities: privileged }))
    runRuntime(['exec', `--process=${file}`, 'id'])
    expect(readJson(file)).toEqual({ args: ['id'], capabilities: reduced })
  })

  test('a container that asks for no capabilities, and a command that starts nothing, pass through', () => {
    const bundle = mkdtempSync(join(folder, 'bundle-'))
    writeFileSync(join(bundle, 'config.json'), '{"process":{"args":[]}}')
    runRuntime(['run', '-b', bundle, 'id'])
    expect(readJson(join(bundle, 'config.json'))).toEqual({ process: { args: [] } })
    expect(runRuntime(['delete', '--force', 'id'])).toBe('delete --force id\n')
  })

  test('a bundle that cannot be read is named', () => {
    expect(() => runRuntime(['create', '--bundle', '/nonexistent', 'id'])).toThrow('/nonexistent/config.json')
  })
})

function runRuntime(args: readonly string[]): string {
  const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}` }
  return execFileSync('setpriv', ['--bounding-set', '-sys_time', join(folder, 'oci-runtime'), ...args], {
    env,
    encoding: 'utf8',
    stdio: 'pipe',
  })
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'))
}

function succeeds(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
