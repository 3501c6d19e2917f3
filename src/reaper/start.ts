// Parent's side of the reaper: a detached child that outlives the run and removes its clusters when it dies without a
// goodbye. Vitest calls no teardown on Ctrl-C, SIGTERM or kill -9; a pipe that closes is the one sign left in all three.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { ReaperMessage, ReaperTarget } from './messages.ts'

export interface Reaper {
  /** Resolves when the target is in the pipe, where the death of this process cannot take it back. */
  watch(target: ReaperTarget): Promise<void>
  /** For a cluster that is to stay. */
  forget(cluster: string): Promise<void>
  /** Everything was removed or is to stay: the child ends. */
  goodbye(): Promise<void>
}

/** Starts the child. It does not keep this process alive. */
export async function startReaper(): Promise<Reaper> {
  // The sibling with the same extension: .ts in this repository (Node.js strips types), .js as published.
  const program = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './main.ts' : './main.js', import.meta.url))
  // Own session, so that a terminal's Ctrl-C does not reach it; an empty environment, so that no NODE_OPTIONS do either;
  // '/' so that it holds no folder of the user's.
  const child = spawn(process.execPath, [program], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/', env: {}, windowsHide: true })
  await once(child, 'spawn')
  child.unref()
  const { stdin } = child
  // A reaper that died is noticed by the write that fails.
  stdin.on('error', () => undefined)
  if ('unref' in stdin && typeof stdin.unref === 'function') stdin.unref()
  const send = (message: ReaperMessage): Promise<void> =>
    new Promise((resolve, reject) => {
      stdin.write(`${JSON.stringify(message)}\n`, (error) => (error ? reject(error) : resolve()))
    })
  return {
    watch: (target) => send({ type: 'watch', ...target }),
    forget: (cluster) => send({ type: 'forget', cluster }),
    async goodbye() {
      await send({ type: 'goodbye' })
      stdin.end()
    },
  }
}
