// Something that makes a cluster, in a process group of its own with folders of its own: the CLI, or a run of a sample project.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cliProgram, runCli } from '../support/run-cli.ts'
import { sampleFolder } from '../support/run-sample.ts'

export type WorkKind = 'create cluster' | 'vitest run'

export interface Work {
  readonly kind: WorkKind
  readonly pid: number
  /** Undefined where the run chooses the name. */
  readonly name: string | undefined
  /** Where its cluster's files lie, a folder a cluster. */
  readonly artifacts: string
  readonly kubeconfig: string
  /** What it uses for temporary files. */
  readonly temporary: string
  output(): string
  /** The same, and what deletes have said. */
  said(): string
  hasEnded(): boolean
  readonly ended: Promise<void>
  signal(signal: NodeJS.Signals, toGroup: boolean): void
  /** `delete cluster`, by another process. */
  deleteCluster(name: string): Promise<void>
  /** Takes its folders away. */
  dispose(): Promise<void>
}

export async function startWork(kind: WorkKind, name: string): Promise<Work> {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-kind-chaos-'))
  const [temporary, kubeconfig] = [join(folder, 'tmp'), join(folder, 'kubeconfig')]
  await mkdir(temporary)
  const env = { ...cleanEnvironment(), TMPDIR: temporary, KUBECONFIG: kubeconfig, NODE_DISABLE_COMPILE_CACHE: '1', NO_COLOR: '1' }
  const isCli = kind === 'create cluster'
  const cwd = isCli ? folder : sampleFolder('smoke')
  const program = isCli ? [cliProgram, 'create', 'cluster', '--name', name] : [join(cwd, '../../../node_modules/vitest/vitest.mjs'), 'run']
  const child = spawn(process.execPath, program, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = collect(child)
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()))
  let deletes = ''
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null
  return {
    kind,
    pid: child.pid!,
    name: isCli ? name : undefined,
    artifacts: join(cwd, '.vitest/kind'),
    kubeconfig,
    temporary,
    output,
    said: () => `${output()}\n${deletes}`,
    hasEnded,
    ended,
    signal: (signal, toGroup) => void (hasEnded() || process.kill(toGroup ? -child.pid! : child.pid!, signal)),
    async deleteCluster(cluster) {
      const { code, stderr } = await runCli(['delete', 'cluster', '--name', cluster], { cwd, env })
      deletes += stderr
      if (code !== 0) throw new Error(`delete cluster ${cluster} ended with ${code}:\n${stderr}`)
    },
    dispose: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Nothing of a Vitest around it, nor of a shell's cluster. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(VITEST|NODE_OPTIONS|NODE_V8_COVERAGE|KUBECONFIG|KIND_CLUSTER_NAME|TEST$|DEV$|PROD$|SSR$|MODE$|BASE_URL$)/
  return Object.fromEntries(Object.entries(process.env).filter(([key]) => !foreign.test(key)))
}

function collect({ stdout, stderr }: ChildProcess): () => string {
  let output = ''
  for (const stream of [stdout, stderr]) stream?.on('data', (chunk: Buffer) => void (output += chunk.toString()))
  return () => output
}
