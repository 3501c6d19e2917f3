// A program of this host, run to its end.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export interface ProgramEnd {
  readonly code: number
  /** Its last words, both streams. */
  readonly tail: readonly string[]
}

export interface RunOptions {
  readonly signal?: AbortSignal
  readonly onLine?: (line: string) => void
  /** Whether a code other than 0 is a result. @default false: it is thrown, with the last words */
  readonly mayFail?: boolean
}

export async function runProgram(
  program: string,
  args: readonly string[],
  { signal, onLine, mayFail = false }: RunOptions = {},
): Promise<ProgramEnd> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...(signal && { signal }) })
  const tail: string[] = []
  for (const stream of [child.stdout, child.stderr])
    createInterface(stream).on('line', (line) => {
      onLine?.(line)
      if (tail.push(line) > 40) tail.shift()
    })
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (ended) => resolve(ended ?? 1))
  })
  if (code !== 0 && !mayFail) throw new Error(`${program} ended with code ${code}:\n${tail.join('\n')}`)
  return { code, tail }
}
