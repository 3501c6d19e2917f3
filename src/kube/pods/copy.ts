// Files and folders into and out of a container, by the tar program in it, as kubectl cp does: the API has no other way. Where there is no
// tar, a single file goes by cat and tee.
import { createReadStream, type Stats } from 'node:fs'
import { stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, posix, resolve, sep } from 'node:path'
import type { Deadline } from '../../support/deadline.ts'
import { ConfigError, describeError, isKindError, KindError } from '../../support/errors.ts'
import { makeDirectory } from '../../support/make-directory.ts'
import { awaitPod, type PickedPod } from './await-pod.ts'
import type { KubeConnection } from '../connection.ts'
import { type CopyPlace, planCopy } from './copy-place.ts'
import { execInPod } from './exec.ts'
import { modeOf, packTree } from './pack-tree.ts'
import { findPodGroup, type Patience } from './pod-group.ts'
import { unpackTree } from './unpack-tree.ts'

export interface CopyRequest extends Patience {
  readonly from: CopyPlace
  readonly to: CopyPlace
  /** Of a target that names none. */
  readonly namespace: string
  readonly container?: string | undefined
  /** Where relative paths of this machine start. */
  readonly baseDirectory: string
}

interface Copy {
  readonly connection: KubeConnection
  readonly pod: PickedPod
  readonly deadline: Deadline
  readonly direction: 'in' | 'out'
  /** Of the container, normal, without a slash at the end. */
  readonly remote: string
  /** Absolute. */
  readonly local: string
  /** Whether what it goes to is written as a folder to put it into. */
  readonly into: boolean
}

/** A program that has run. */
interface Ended {
  readonly exitCode: number
  readonly stderr: string
}

// As the kernel counts before it says ELOOP.
const MOST_LINKS = 40

/** Throws KIND_CONFIG_INVALID, KIND_POD_FAILED, KIND_TIMED_OUT, KIND_CANCELLED. */
export async function copyFiles(connection: KubeConnection, request: CopyRequest): Promise<void> {
  const plan = planCopy(request.from, request.to)
  const local = resolve(request.baseDirectory, plan.local)
  if (plan.direction === 'in') await requireSource(local)
  const group = await findPodGroup(connection, plan.target, request.namespace, request)
  const pod = await awaitPod(connection, group, { be: 'running', container: request.container }, request)
  const remote = posix.normalize(plan.remote).replace(/(?<=.)\/+$/, '')
  const { direction } = plan
  const into = direction === 'in' ? plan.remote.endsWith('/') : plan.local.endsWith('/') || plan.local.endsWith(sep)
  await (direction === 'in' ? copyIn : copyOut)({ connection, pod, deadline: request.deadline, direction, remote, local, into })
}

async function copyIn(copy: Copy): Promise<void> {
  const { remote, local, into } = copy
  const stats = await stat(local)
  const inFolder = !stats.isDirectory() && (into || (await isFolderThere(copy)))
  const path = inFolder ? posix.join(remote, basename(local)) : remote
  const name = path.replace(/^\/+/, '') || '.'
  const argv = ['tar', '-x', '-p', '-f', '-', '-C', path.startsWith('/') ? '/' : '.']
  const { exitCode, stderr } = await run(copy, argv, { stdin: await packTree(local, name) }).catch((error: unknown) => {
    if (!isMissingProgram(error)) throw error
    return copyInByTee(copy, path, stats, error)
  })
  if (exitCode !== 0) throw failed(copy, stderr)
}

/** One file. */
async function copyInByTee(copy: Copy, path: string, stats: Stats, error: unknown): Promise<Ended> {
  if (stats.isDirectory()) throw withoutTar(copy, error)
  try {
    const written = await run(copy, ['tee', path], { stdin: createReadStream(copy.local) })
    return written.exitCode === 0 ? await run(copy, ['chmod', (modeOf(stats) & 0o777).toString(8), path]) : written
  } catch (second) {
    throw isMissingProgram(second) ? withoutTar(copy, error) : second
  }
}

async function copyOut(copy: Copy, links = 0): Promise<void> {
  const { remote, local, into, deadline } = copy
  const { extract } = await import('tar-stream')
  const archive = extract()
  const place = async (kind: 'file' | 'directory'): Promise<string> =>
    kind === 'file' && (into || (await isFolderHere(local))) ? join(local, posix.basename(remote)) : local
  const broken = new AbortController()
  const unpacking = unpackTree(archive, place)
  unpacking.catch((error: unknown) => broken.abort(error))
  const argv = ['tar', '-c', '-f', '-', '-C', posix.dirname(remote), remote === '/' ? '.' : `./${posix.basename(remote)}`]
  const packing = run({ ...copy, deadline: deadline.until(broken.signal) }, argv, {
    async onStdout(chunk) {
      if (!archive.write(chunk))
        await Promise.race([new Promise<void>((drained) => archive.once('drain', () => drained())), unpacking.catch(() => undefined)])
    },
  }).finally(() => archive.end(undefined))
  const [packed, unpacked] = await Promise.allSettled([packing, unpacking])
  if (packed.status === 'rejected' && isMissingProgram(packed.reason)) return copyOutByCat(copy, await place('file'), packed.reason)
  if (unpacked.status === 'rejected' && !(packed.status === 'rejected' && !broken.signal.aborted))
    throw isKindError(unpacked.reason) ? unpacked.reason : failed(copy, describeError(unpacked.reason))
  if (packed.status === 'rejected') throw packed.reason
  const { link, entries } = unpacked.status === 'fulfilled' ? unpacked.value : { link: undefined, entries: 0 }
  if (link !== undefined && links < MOST_LINKS) return copyOut({ ...copy, remote: posix.resolve(posix.dirname(remote), link) }, links + 1)
  const { exitCode, stderr } = packed.value
  if (exitCode !== 0 || entries === 0) throw failed(copy, link === undefined ? stderr : `more than ${MOST_LINKS} symbolic links`)
}

/** One file; its mode is not known then. */
async function copyOutByCat(copy: Copy, path: string, error: unknown): Promise<void> {
  const chunks: Buffer[] = []
  const { exitCode } = await run(copy, ['cat', copy.remote], { onStdout: (chunk) => void chunks.push(chunk) }).catch(() => ({
    exitCode: -1,
  }))
  if (exitCode !== 0) throw withoutTar(copy, error)
  await makeDirectory(dirname(path))
  await writeFile(path, Buffer.concat(chunks))
}

async function run(
  { connection, pod, deadline }: Copy,
  argv: readonly string[],
  {
    stdin,
    onStdout = () => undefined,
  }: { readonly stdin?: AsyncIterable<Uint8Array>; readonly onStdout?: (chunk: Buffer) => void | Promise<void> } = {},
): Promise<Ended> {
  const stderr: Buffer[] = []
  const onStderr = (chunk: Buffer): void => void stderr.push(chunk)
  const exitCode = await execInPod(connection, { in: pod, argv, stdin, onStdout, onStderr, deadline })
  return { exitCode, stderr: Buffer.concat(stderr).toString('utf8') }
}

async function isFolderThere(copy: Copy): Promise<boolean> {
  return run(copy, ['test', '-d', copy.remote]).then(
    ({ exitCode }) => exitCode === 0,
    (error: unknown) => {
      if (!isMissingProgram(error)) throw error
      return false
    },
  )
}

async function isFolderHere(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  )
}

async function requireSource(path: string): Promise<void> {
  await stat(path).catch((cause: unknown) => {
    throw new ConfigError('KIND_CONFIG_INVALID', { what: `${path} cannot be copied`, seen: [describeError(cause)], cause })
  })
}

/** As runtimes say it. */
function isMissingProgram(error: unknown): boolean {
  return isKindError(error) && error.code === 'KIND_POD_FAILED' && /executable file not found|no such file or directory/.test(error.message)
}

function withoutTar({ pod }: Copy, cause: unknown): KindError {
  return new KindError('KIND_POD_FAILED', {
    what: `nothing can be copied: container ${pod.container} of Pod ${pod.name} has no tar program`,
    do: 'take an image that has one, or a container of the pod that has one and mounts the same volume',
    cause,
  })
}

function failed({ pod, remote, local, direction }: Copy, seen: string): KindError {
  const there = `${remote} of Pod ${pod.name}`
  return new KindError('KIND_POD_FAILED', {
    what: direction === 'in' ? `${local} could not be copied to ${there}` : `${there} could not be copied to ${local}`,
    seen: seen.trim().split('\n').slice(-5),
  })
}
