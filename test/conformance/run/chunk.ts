// One process of the suite, for a few specs → their results, as they come. It is ended when a spec takes too long, or when it is told to.
import { type ChildProcess, spawn } from 'node:child_process'
import { open, readFile, rm } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { readLines, type SpecResult, type SuiteLine } from '../results/results.ts'
import { followSpecs } from '../results/follow-specs.ts'
import { focusOn } from '../suite/specs.ts'

export interface ChunkOptions {
  /** The suite's program. */
  readonly program: string
  readonly kubectl: string
  readonly kubeconfig: string
  /** What it tells and prints, written anew; what it has printed stays where a spec has failed. */
  readonly told: string
  readonly printed: string
  /** Of one spec; one that takes longer has failed. */
  readonly longestMs: number
  /** Ends it; what was under way then has no result. */
  readonly signal: AbortSignal
  readonly onResult: (spec: string, result: SpecResult) => Promise<void>
}

// Ginkgo removes what a spec has made before it ends, and so does the suite's framework.
const graceMs = 60_000
const lookMs = 500

/** Returns what of `specs` has no result yet. Throws what it printed last where it failed and no spec did. */
export async function runChunk(specs: readonly string[], options: ChunkOptions): Promise<string[]> {
  const { told, printed, longestMs, signal, onResult } = options
  await Promise.all([rm(told, { force: true }), rm(printed, { force: true })])
  const ended = new AbortController()
  const child = await start(specs, options)
  child.once('close', () => ended.abort())
  const followed = followSpecs(longestMs)
  const left = new Set(specs)
  let hasFailed = false
  let interruptedAt: number | undefined
  const hear = async (): Promise<void> => {
    const lines = readLines<SuiteLine>(await readFile(told, 'utf8').catch(() => ''))
    for (const { spec, result } of followed.hear(lines, performance.now(), { isOver: ended.signal.aborted, isTold: signal.aborted })) {
      left.delete(spec)
      hasFailed ||= result.outcome === 'failed'
      await onResult(spec, result)
    }
  }
  try {
    while (!ended.signal.aborted) {
      await wait(lookMs, undefined, { signal: ended.signal }).catch(() => undefined)
      const now = performance.now()
      if (interruptedAt === undefined && (signal.aborted || followed.isTooLate(now))) {
        interruptedAt = now
        child.kill('SIGINT')
      }
      if (interruptedAt !== undefined && now - interruptedAt > graceMs) child.kill('SIGKILL')
      await hear()
    }
  } finally {
    child.kill('SIGKILL')
  }
  if (child.exitCode !== 0 && !hasFailed && interruptedAt === undefined)
    throw new Error(`the suite failed, and no spec of it:\n${(await readFile(printed, 'utf8')).slice(-2_000)}`)
  if (!hasFailed) await rm(printed, { force: true })
  return [...left]
}

async function start(specs: readonly string[], { program, kubectl, kubeconfig, told, printed }: ChunkOptions): Promise<ChildProcess> {
  const argv = [
    `--kubeconfig=${kubeconfig}`,
    `--kubectl-path=${kubectl}`,
    '--provider=skeleton',
    '--disable-log-dump',
    '--ginkgo.no-color',
    '--ginkgo.seed=1',
    '--ginkgo.timeout=24h',
    ...specs.map((name) => `--ginkgo.focus=${focusOn(name)}`),
  ]
  const output = await open(printed, 'w')
  try {
    return spawn(program, argv, { stdio: ['ignore', output.fd, output.fd], env: { ...process.env, E2E_RESULTS: told } })
  } finally {
    await output.close()
  }
}
