// Parent's side of the keeper: a detached child that is told its job and left alone.
import { spawn } from 'node:child_process'
import { finished } from 'node:stream/promises'
import { loaderArguments } from '../support/loader-arguments.ts'
import { findProgram } from '../support/package-files.ts'
import type { KeeperJob } from './job.ts'

/** Resolves when the child has heard its job. */
export async function startKeeper(job: KeeperJob): Promise<void> {
  // Own session, so that a terminal's Ctrl-C does not reach it; '/' so that it holds no folder of the user's.
  const child = spawn(process.execPath, [...loaderArguments(), findProgram('keeper/main')], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    env: {},
    windowsHide: true,
  })
  child.unref()
  child.stdin.end(JSON.stringify(job))
  await finished(child.stdin)
}
