// A program run in a container of a pod: its output as it comes, its exit code at the end. argv goes to the container as it is; there
// is no shell.
import type { Deadline } from '../../support/deadline.ts'
import { describeError, isKindError, KindError } from '../../support/errors.ts'
import type { PickedPod } from './await-pod.ts'
import type { KubeConnection } from '../connection.ts'
import { isRefusal } from '../request-error.ts'
import { type KubeStream, openStream } from './stream.ts'

export interface ExecRequest {
  readonly in: Pick<PickedPod, 'name' | 'namespace' | 'container'>
  readonly argv: readonly string[]
  /** Closed when it ends. Without it the program has none. */
  readonly stdin?: AsyncIterable<Uint8Array> | Iterable<Uint8Array> | undefined
  /** The program waits while a promise it gives is pending. */
  readonly onStdout: (chunk: Buffer) => void | Promise<void>
  readonly onStderr: (chunk: Buffer) => void | Promise<void>
  readonly deadline: Deadline
}

const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3 }
// Of one message: a program that ends without reading all of its stdin can say so in between.
const MOST_BYTES = 32 * 1024
// The fifth version can say that stdin has ended; servers have it since Kubernetes 1.30.
const closing = 'v5.channel.k8s.io'
const older = 'v4.channel.k8s.io'

/** The `Status` that the error channel carries at the end. */
interface ExitStatus {
  readonly status?: string
  readonly reason?: string
  readonly message?: string
  readonly details?: { readonly causes?: readonly { readonly reason?: string; readonly message?: string }[] }
}

/**
 * Resolves with the exit code. Throws KIND_POD_FAILED when the program could not be started or the connection broke, KIND_TIMED_OUT
 * or KIND_CANCELLED when it did not end in time: it goes on in its container then.
 */
export async function execInPod(connection: KubeConnection, request: ExecRequest): Promise<number> {
  const { in: where, argv, stdin, deadline } = request
  const described = `${JSON.stringify(argv)} in container ${where.container} of Pod ${where.name}`
  let status: ExitStatus | undefined
  let stream: KubeStream | undefined
  try {
    stream = await openStream(connection, {
      path: `/api/v1/namespaces/${where.namespace}/pods/${where.name}/exec`,
      query: [
        ...argv.map((word) => ['command', word] as const),
        ['container', where.container],
        ['stdin', String(stdin !== undefined)],
        ['stdout', 'true'],
        ['stderr', 'true'],
      ],
      protocols: stdin === undefined ? [closing, older] : [closing],
      signal: deadline.signal,
    })
    const feeding = stdin && feed(stream, stdin)
    // A program need not read its stdin to the end.
    feeding?.catch(() => undefined)
    for await (const { channel, data } of stream.messages) {
      if (channel === channels.stdout) await request.onStdout(data)
      else if (channel === channels.stderr) await request.onStderr(data)
      else if (channel === channels.error) status = JSON.parse(data.toString('utf8')) as ExitStatus
    }
  } catch (error) {
    if (deadline.signal.aborted) deadline.check(`the end of ${described}`)
    if (isKindError(error)) throw error
    if (status === undefined) throw failed(described, isRefusal(error) ? error.apiMessage : describeError(error), error)
  } finally {
    stream?.close()
  }
  if (status === undefined) deadline.check(`the end of ${described}`)
  return readExitCode(described, status)
}

async function feed(stream: KubeStream, stdin: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
  for await (const chunk of stdin)
    for (let at = 0; at < chunk.length; at += MOST_BYTES) await stream.send(channels.stdin, chunk.subarray(at, at + MOST_BYTES))
  await stream.end(channels.stdin)
}

function readExitCode(described: string, status: ExitStatus | undefined): number {
  if (status?.status === 'Success') return 0
  const exitCode = status?.details?.causes?.find(({ reason }) => reason === 'ExitCode')?.message
  if (status?.reason === 'NonZeroExitCode' && exitCode !== undefined) return Number(exitCode)
  throw failed(described, status?.message ?? 'the connection broke before it had ended')
}

function failed(described: string, seen: string, cause?: unknown): KindError {
  return new KindError('KIND_POD_FAILED', { what: `${described} could not be run`, seen: [seen], cause })
}

/** Hands `stdin` to the container's own program, which was started with an open one, and closes it. */
export async function attachStdin(
  connection: KubeConnection,
  { in: where, stdin, deadline }: Pick<ExecRequest, 'in' | 'deadline'> & { readonly stdin: Iterable<Uint8Array> },
): Promise<void> {
  const stream = await openStream(connection, {
    path: `/api/v1/namespaces/${where.namespace}/pods/${where.name}/attach`,
    query: [
      ['container', where.container],
      ['stdin', 'true'],
      ['stdout', 'false'],
      ['stderr', 'false'],
    ],
    protocols: [closing],
    signal: deadline.signal,
  })
  try {
    await feed(stream, stdin)
    // It is over when the server ends it: then the program has read all, or has ended.
    for await (const { channel, data } of stream.messages)
      if (channel === channels.error) readExitCode('stdin', JSON.parse(data.toString('utf8')) as ExitStatus)
  } finally {
    stream.close()
  }
}
