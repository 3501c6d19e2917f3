// The command line as a user has it: the built program in a process of its own.
import { spawn } from 'node:child_process'
import { join } from 'node:path'

export interface CliRun {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export const cliProgram = join(import.meta.dirname, '../../dist/cli.js')

export async function runCli(
  args: readonly string[],
  { env = {}, input = '', cwd }: { readonly env?: Readonly<Record<string, string>>; readonly input?: string; readonly cwd?: string } = {},
): Promise<CliRun> {
  const child = spawn(process.execPath, [cliProgram, ...args], {
    env: { ...process.env, KIND_CLUSTER_NAME: '', ...env },
    ...(cwd !== undefined && { cwd }),
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => void (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => void (stderr += chunk.toString()))
  child.stdin.end(input)
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, stdout, stderr }
}
