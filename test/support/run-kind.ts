// The real kind program, built from its module once, and kubectl, taken out of a node.
import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { buildKind } from '../../images/components.ts'
import type { Engine } from '../../src/docker/connect.ts'
import { keepProgram } from './kept-program.ts'
import { streamInContainer } from '../../src/docker/stream-exec.ts'

export interface ProgramRun {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** The program; it asks the engine through `docker`, which must be on PATH. */
export function findKind(): Promise<string> {
  return keepProgram('kind', () => buildKind({ cacheDir: join(import.meta.dirname, '../../.cache') }))
}

/** With `env` over this process's environment; a failure is a result. */
export function runProgram(file: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<ProgramRun> {
  return new Promise((resolve, reject) => {
    execFile(file, [...args], { env: { ...process.env, KIND_CLUSTER_NAME: '', ...env } }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error)
      else resolve({ code: Number(error?.code ?? 0), stdout, stderr })
    })
  })
}

/** Writes the node's kubectl to `file`. */
export async function copyKubectl(engine: Engine, nodeId: string, file: string): Promise<void> {
  const output = createWriteStream(file, { mode: 0o755 })
  const code = await streamInContainer(engine, nodeId, ['cat', '/usr/bin/kubectl'], { stdout: output, stderr: process.stderr })
  await finished(output.end())
  if (code !== 0) throw new Error(`the node's kubectl could not be read: ${code}`)
}
