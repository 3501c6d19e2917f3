// Runs a piece of TypeScript that imports from src/ in a process of its own, as a user who may do nothing where the tests are root.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

// Everything is loaded first: nobody may not be allowed to read the folder of the clone.
const becomeNobody = `await import('dockerode'); process.setgroups([]); process.setgid(65534); process.setuid(65534)`

export interface Ran {
  readonly stdout: string
}

export async function runScript(
  script: string,
  { env = {}, asNobody = false }: { env?: NodeJS.ProcessEnv; asNobody?: boolean } = {},
): Promise<Ran> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module-typescript', '--eval', asNobody ? `${becomeNobody}\n${script}` : script],
    {
      cwd: new URL('../..', import.meta.url),
      env: { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1', ...env },
      timeout: 50_000,
    },
  )
  return { stdout }
}
