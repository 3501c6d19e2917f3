// A target and argv → the program's output and exit code, in a pod that runs.
import { ConfigError } from '../../support/errors.ts'
import { awaitPod } from './await-pod.ts'
import type { KubeConnection } from '../connection.ts'
import { execInPod } from './exec.ts'
import { findPodGroup, type Patience } from './pod-group.ts'

export interface PodProgram extends Patience {
  readonly target: unknown
  /** Of a target that names none. */
  readonly namespace: string
  readonly argv: readonly string[]
  readonly stdin?: string | Uint8Array | undefined
  readonly container?: string | undefined
}

/** Throws KIND_CONFIG_INVALID, and what findPodGroup(), awaitPod() and execInPod() throw. */
export async function runInPod(
  connection: KubeConnection,
  program: PodProgram,
): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }> {
  const { target, namespace, argv, stdin, container } = program
  checkArgv(argv)
  const group = await findPodGroup(connection, target, namespace, program)
  const pod = await awaitPod(connection, group, { be: 'running', container }, program)
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  const exitCode = await execInPod(connection, {
    in: pod,
    argv,
    stdin: stdin === undefined ? undefined : [typeof stdin === 'string' ? Buffer.from(stdin) : stdin],
    onStdout: (chunk) => void stdout.push(chunk),
    onStderr: (chunk) => void stderr.push(chunk),
    deadline: program.deadline,
  })
  return { exitCode, stdout: Buffer.concat(stdout).toString('utf8'), stderr: Buffer.concat(stderr).toString('utf8') }
}

/** Throws KIND_CONFIG_INVALID for a command line in one text: nobody would take it apart. */
export function checkArgv(argv: unknown): void {
  if (Array.isArray(argv) && argv.length > 0 && argv.every((word) => typeof word === 'string') && argv[0] !== '') return
  throw new ConfigError('KIND_CONFIG_INVALID', {
    what: `${JSON.stringify(argv)} is no program: it is a list of words that begins with the program's name`,
    do: "write ['cat', '/etc/hosts'], or start a shell, ['sh', '-c', 'cat /etc/*']",
  })
}
