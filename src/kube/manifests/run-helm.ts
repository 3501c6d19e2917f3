// The real helm, as a process → what it printed, or an error with its own words.
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { describeError, KindError } from '../../support/errors.ts'

export interface HelmCall {
  readonly args: readonly string[]
  /** Path of the kubeconfig that it uses: never the user's own. */
  readonly kubeconfig: string
  /** Where relative paths start. */
  readonly directory: string
  /** What it reads from `-`. */
  readonly input?: string
  readonly signal: AbortSignal
  /** What it is to do, as the beginning of the error. */
  readonly what: string
}

const maxLines = 12

/** Its stdout. Throws KIND_SETUP_MISSING where no helm is installed, KIND_APPLY_FAILED with its last words; rejects with the signal's reason. */
export async function runHelm({ args, kubeconfig, directory, input = '', signal, what }: HelmCall): Promise<string> {
  const child = spawn('helm', [...args, '--kubeconfig', kubeconfig], { cwd: directory, signal, stdio: ['pipe', 'pipe', 'pipe'] })
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
  child.stdin.on('error', () => undefined).end(input)
  const [output, words, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]).catch((error: unknown) => {
    if (signal.aborted) throw signal.reason
    throw cannotStart(what, error)
  })
  if (code === 0) return output
  throw new KindError('KIND_APPLY_FAILED', {
    what: `${what}: helm ended with ${code}`,
    // Its warnings about a kubeconfig that others may read stand before what is wrong.
    seen: words
      .split('\n')
      .filter((line) => line.trim() !== '')
      .slice(-maxLines),
  })
}

function cannotStart(what: string, error: unknown): KindError {
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
  return new KindError('KIND_SETUP_MISSING', {
    what: `${what}: ${isMissing ? 'there is no program helm on PATH' : describeError(error)}`,
    do: 'install helm 3 or 4 (https://helm.sh/docs/intro/install), also where the tests run in CI; or apply what `helm template` prints',
    cause: error,
  })
}
