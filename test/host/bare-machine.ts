// A machine on which no engine runs, within this one: its own processes, network, /run and engine stores, by unshare(1).
// Nothing done in it is seen outside, and when its first process ends, all others do.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findMissingPackages, ENGINE_PACKAGES, mayInstallPackages } from '../../.ci/host/debian-packages.ts'

const root = join(import.meta.dirname, '../..')

/** Only root may make one, and starting an engine is only offered on Debian. Nothing is installed by a test. */
export const canHaveBareMachine = mayInstallPackages() && findMissingPackages(ENGINE_PACKAGES).length === 0

export interface BareMachineRun {
  readonly exitCode: number | null
  readonly output: string
}

/**
 * Runs a shell script as the machine's first process. In it, `with-engine.ts` is the program under test, `/run/ping` prints
 * OK when an engine answers, `engine_pid` the pid of dockerd if one runs, and `wait_for` repeats a command until it succeeds.
 */
export async function runOnBareMachine(script: string): Promise<BareMachineRun> {
  // On the disk of the repository: an engine's store cannot lie on a tmpfs or an overlay.
  mkdirSync(join(root, '.cache'), { recursive: true })
  const stores = mkdtempSync(join(root, '.cache/bare-machine-'))
  for (const store of ['docker', 'ours']) mkdirSync(join(stores, store))
  try {
    return await run([
      '--mount',
      '--net',
      '--pid',
      '--fork',
      '--kill-child',
      '--mount-proc',
      'sh',
      '-euc',
      `${prologue(stores)}\n${script}`,
    ])
  } finally {
    rmSync(stores, { recursive: true, force: true })
  }
}

function prologue(stores: string): string {
  return `
    unset VITEST_KIND_KEEP_ENGINE
    mkdir -p /var/lib/docker /var/lib/vitest-kind
    mount --bind ${stores}/docker /var/lib/docker
    # What was compiled for the real machine serves here too.
    if [ -e /var/lib/vitest-kind/engine ]; then cp -a /var/lib/vitest-kind/engine ${stores}/ours/; rm -f ${stores}/ours/engine/dockerd.log; fi
    mount --bind ${stores}/ours /var/lib/vitest-kind
    mount -t tmpfs tmpfs /run
    printf '#!/usr/bin/env node\n%s' "require('http').get({ socketPath: '/var/run/docker.sock', path: '/_ping' }, (answer) => answer.pipe(process.stdout)).on('error', console.log)" > /run/ping
    chmod +x /run/ping
    engine_pid() { pgrep -x dockerd || true; }
    wait_for() { until "$@"; do sleep 0.05; done; }
  `
}

function run(args: readonly string[]): Promise<BareMachineRun> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, PATH: `${root}/.ci/host:${root}/node_modules/.bin:${process.env['PATH']}` }
    const child = spawn('unshare', args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const add = (chunk: Buffer): void => void (output += chunk.toString())
    child.stdout.on('data', add)
    child.stderr.on('data', add)
    child.on('error', reject)
    child.on('close', (exitCode) => resolve({ exitCode, output }))
  })
}
