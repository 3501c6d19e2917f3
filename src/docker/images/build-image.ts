// A folder with a Dockerfile → an image on the engine, or an error with the build's own last words. The engine's cache makes a build with
// nothing changed take a second.
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { DockerError } from '../../support/errors.ts'
import type { Amount, OnAmount } from '../../support/progress.ts'
import { loaderArguments } from '../../support/loader-arguments.ts'
import { findProgram } from '../../support/package-files.ts'
import { endedEarly } from '../ask-engine.ts'
import type { Engine } from '../connect.ts'
import { removeContainer } from '../containers.ts'
import { findImage } from './images.ts'

export interface ImageBuildPlan {
  /** Absolute path of the folder that is sent. */
  readonly folder: string
  /** Path of the Dockerfile in it. */
  readonly dockerfile: string
  readonly args: Readonly<Record<string, string>>
  /** Stage to stop at. @default the last one */
  readonly target?: string | undefined
  /** Name of the image. */
  readonly tag: string
}

/** What the program is told. */
export interface BuildRequest extends ImageBuildPlan {
  /** By which it finds the engine. */
  readonly environment: Readonly<Record<string, string>>
}

const maxWords = 12
// A container that a failed step has left goes at once, or the engine is in trouble.
const removalMs = 10_000

/** Throws KIND_BUILD_FAILED; what the build has begun is removed. `onAmount`: hears at which step it is. */
export async function buildImage(engine: Engine, plan: ImageBuildPlan, onAmount: OnAmount = () => undefined): Promise<void> {
  const child = spawn(process.execPath, [...loaderArguments(), findProgram('docker/images/build-program')], {
    stdio: ['pipe', 'pipe', 'pipe'],
    signal: engine.signal,
    killSignal: 'SIGKILL',
    windowsHide: true,
  })
  const what = `building ${plan.tag}`
  let steps: Pick<Amount, 'done' | 'total'> | undefined
  const onStep = (done: number, total: number): void => onAmount({ what, ...(steps = { done, total }), unit: 'steps' })
  const [progress, problem, exitCode] = await Promise.all([
    readProgress(child, onStep),
    text(child.stdout),
    run(child, describe(engine, plan)),
  ])
  if (steps) onAmount({ what, ...steps, unit: 'steps', over: true })
  if (engine.signal.aborted) throw endedEarly(engine.signal, `image ${plan.tag} was not built`, progress.words.slice(-1))
  const isThere = exitCode === 0 && progress.error === undefined && (await findImage(engine, plan.tag)) !== undefined
  if (isThere) return
  await removeLeft(engine, progress.containers)
  const words = [...progress.words, ...(progress.error === undefined ? [problem] : [progress.error])]
  throw new DockerError('KIND_BUILD_FAILED', {
    what: `image ${plan.tag} could not be built from ${plan.folder}${plan.dockerfile === 'Dockerfile' ? '' : ` (${plan.dockerfile})`}`,
    seen: words
      .flatMap((word) => word.split('\n'))
      .filter(isTold)
      .slice(-maxWords),
  })
}

/** Not the names of layers and containers between the steps. */
function isTold(line: string): boolean {
  return line.trim() !== '' && !line.startsWith(' ---> ')
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>

function describe({ address, tlsDirectory }: Engine, plan: ImageBuildPlan): BuildRequest {
  const tls = tlsDirectory === undefined ? {} : { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: tlsDirectory }
  return { ...plan, environment: { DOCKER_HOST: address, ...tls } }
}

/** The exit code; null for one that was killed or could not start. Its input stays open while it works. */
async function run(child: Child, request: BuildRequest): Promise<number | null> {
  const ended = new Promise<number | null>((resolve) => child.once('error', () => resolve(null)).once('close', resolve))
  child.stdin.on('error', () => undefined).write(`${JSON.stringify(request)}\n`)
  return ended
}

interface Progress {
  /** What steps have said, the last ones. */
  readonly words: string[]
  /** Of steps that have not come to their end. */
  readonly containers: Set<string>
  /** The engine's own last word, when the build failed. */
  error?: string
}

/** The engine's answer is JSON, an object a line; the log puts a date and a name before it. */
async function readProgress({ stderr }: Child, onStep: (done: number, total: number) => void): Promise<Progress> {
  const progress: Progress = { words: [], containers: new Set() }
  for await (const line of createInterface({ input: stderr })) {
    const { stream, error } = parse(line)
    if (error !== undefined) progress.error = error
    if (stream === undefined) continue
    const [, step, steps] = /^Step (\d+)\/(\d+) : /.exec(stream) ?? []
    // At its first step nothing is done.
    if (step !== undefined) onStep(Number(step) - 1, Number(steps))
    const begun = /^ ---> Running in ([0-9a-f]+)/.exec(stream)?.[1]
    const removed = /^(?: ---> )?Removing intermediate container ([0-9a-f]+)|^Removed intermediate container ([0-9a-f]+)/.exec(stream)
    if (begun !== undefined) progress.containers.add(begun)
    if (removed) progress.containers.delete(removed[1] ?? removed[2] ?? '')
    // The engine's colour for what a step writes to stderr.
    // oxlint-disable-next-line no-control-regex
    progress.words.push(stream.replaceAll(/\u001B\[\d+m/g, ''))
    if (progress.words.length > maxWords) progress.words.shift()
  }
  return progress
}

/** Anything else on stderr is an error of the program's. */
function parse(line: string): { readonly stream?: string; readonly error?: string } {
  try {
    return JSON.parse(/\{.*\}$/.exec(line)?.[0] ?? '{}') as object
  } catch {
    return {}
  }
}

/** The engine's classic builder keeps the container of the step that failed; nobody has asked for it. */
async function removeLeft(engine: Engine, containers: ReadonlySet<string>): Promise<void> {
  const own = engine.until(AbortSignal.timeout(removalMs))
  await Promise.all([...containers].map((id) => removeContainer(own, id)))
}
