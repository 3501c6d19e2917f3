// The real Vitest, in a process of its own, on a sample project of fixtures/projects.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonTestResults } from 'vitest/node'

const root = join(import.meta.dirname, '../..')

/** Another Vitest than that of this repository, with copies of the samples that find it. */
export interface OtherVitest {
  readonly program: string
  readonly samples: string
}

export interface SampleOptions {
  /** Path of another Node.js. */
  readonly node?: string
  readonly vitest?: OtherVitest
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export interface SampleRun {
  readonly exitCode: number | null
  /** stdout and stderr together, without colours. */
  readonly output: string
  /** Absent when no test ran. */
  readonly report: JsonTestResults | undefined
}

/** Where a sample lies. */
export function sampleFolder(name: string): string {
  return join(root, 'fixtures/projects', name)
}

/** Starts `vitest` without waiting. Colours off; nothing of the Vitest around it in its environment. */
export function startSample(
  name: string,
  { args = ['run'], env = {}, node = process.execPath, vitest }: SampleOptions = {},
): ChildProcess & { output(): string } {
  const inherited = Object.entries(process.env).filter(
    ([key]) => !/^(VITEST|NODE_OPTIONS|NODE_V8_COVERAGE|KUBECONFIG|TEST$|DEV$|PROD$|SSR$|MODE$|BASE_URL$)/.test(key),
  )
  const child = spawn(node, [vitest?.program ?? join(root, 'node_modules/vitest/vitest.mjs'), ...args], {
    cwd: vitest ? join(vitest.samples, name) : sampleFolder(name),
    env: { ...Object.fromEntries(inherited), NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const add = (chunk: Buffer): void => void (output += chunk.toString())
  child.stdout.on('data', add)
  child.stderr.on('data', add)
  return Object.assign(child, { output: () => output })
}

/** `vitest run` to its end. */
export async function runSample(name: string, { args = [], env, node, vitest }: SampleOptions = {}): Promise<SampleRun> {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-sample-'))
  const reportPath = join(folder, 'report.json')
  try {
    const child = startSample(name, {
      args: ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`, ...args],
      ...(env && { env }),
      ...(node !== undefined && { node }),
      ...(vitest && { vitest }),
    })
    const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve))
    const report = await readFile(reportPath, 'utf8').then(
      (text) => JSON.parse(text) as JsonTestResults,
      () => undefined,
    )
    return { exitCode, output: child.output(), report }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
