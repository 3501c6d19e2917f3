// Places where a kubeconfig may stand, for tests: a folder of the test's own, and a shell in a mount namespace of its own.
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'

const program = join(import.meta.dirname, 'change-kubeconfig.ts')

/** A new folder, gone when the test is over. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-kubeconfig-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

/** The entries of a cluster, as they are added. */
export function entryOf(name: string): string {
  return JSON.stringify({
    clusters: [{ name, cluster: { server: 'https://127.0.0.1:40123' } }],
    users: [{ name, user: {} }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  })
}

/** For tests that run scripts: each starts a Node.js or two, on a busy machine in seconds. */
export const slowly = { timeout: 60_000 }

export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs a script of `sh` in `folder`, with `change FILES CHANGES [user id]` in it (change-kubeconfig.ts). `mounts`: in a mount namespace of its own, so
 * that whatever it mounts is gone when it ends.
 */
export async function runScript(folder: string, script: string, { mounts = false } = {}): Promise<Outcome> {
  const shell = ['sh', '-c', `change() { file=$1; shift; "$node" "$program" "$file" kind-web "$@"; }\n${script}`]
  const [command = '', ...args] = mounts ? ['unshare', '--mount', ...shell] : shell
  const env = { ...process.env, node: process.execPath, program }
  return promisify(execFile)(command, args, { cwd: folder, env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: Outcome) => ({ code, stdout, stderr }),
  )
}

/** Why nothing can be mounted here; undefined where it can. */
export async function whyNoMounts(): Promise<string | undefined> {
  const { code, stderr } = await runScript('/', 'mount -t tmpfs tmpfs /mnt', { mounts: true })
  return code === 0 ? undefined : `nothing can be mounted here: ${stderr.trim()}`
}

/** Why no other user can be taken here; undefined where one can. */
export function whyNoOtherUser(): string | undefined {
  return process.getuid?.() === 0 ? undefined : 'only root can take the place of another user'
}
