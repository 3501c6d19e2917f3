// A project's root → the directory for kubeconfigs and evidence: in the project, or below the temporary directory where the
// project cannot be written to. Decided before the first container: a boot must not find out when it has something to write.
import { access, chmod, constants, lstat, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { ConfigError } from '../support/errors.ts'
import { hashData } from '../support/hash.ts'
import { makeDirectory } from '../support/make-directory.ts'

export interface ArtifactsDirectory {
  readonly path: string
  /** Why it is not in the project, in a sentence to be said once. */
  readonly notice?: string
}

/** `<root>/.vitest/kind`, whether or not it is there. */
export function projectArtifacts(root: string): string {
  return join(resolve(root), '.vitest', 'kind')
}

/** The other place: of this user and this project, the same in every process. */
export function temporaryArtifacts(root: string): string {
  return join(temporaryRoot(), `${basename(resolve(root)) || 'root'}-${hashData(resolve(root)).slice(0, 8)}`)
}

/**
 * Makes the directory, mode 0700, and returns it when files can be made in it. Throws KIND_CONFIG_INVALID, with both
 * reasons, when neither place can be written to.
 */
export async function chooseArtifactsDirectory(root: string): Promise<ArtifactsDirectory> {
  const project = projectArtifacts(root)
  const problem = await tellProblem(project, async () => {
    await makeDirectory(dirname(project))
    await makeWritable(project)
  })
  if (problem === undefined) return { path: project }
  const elsewhere = temporaryArtifacts(root)
  const another = await tellProblem(elsewhere, async () => {
    await makeDirectory(temporaryRoot(), { mode: 0o700 })
    await requireOwn(temporaryRoot())
    await makeWritable(elsewhere)
  })
  if (another === undefined) return { path: elsewhere, notice: `kubeconfigs and evidence are in ${elsewhere}, since ${problem}` }
  throw new ConfigError('KIND_CONFIG_INVALID', {
    what: 'there is no place for kubeconfigs and evidence; nothing was started',
    seen: [problem, another],
    do: `mount a writable folder at ${dirname(project)}, or set TMPDIR to one of your own`,
  })
}

/** The place that {@link chooseArtifactsDirectory} has chosen before, for who only looks or removes; makes nothing. */
export async function findArtifactsDirectory(root: string): Promise<string> {
  const elsewhere = temporaryArtifacts(root)
  const isThere = (path: string): Promise<boolean> =>
    stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    )
  return !(await isThere(projectArtifacts(root))) && (await isThere(elsewhere)) ? elsewhere : projectArtifacts(root)
}

async function makeWritable(directory: string): Promise<void> {
  await makeDirectory(directory, { mode: 0o700 })
  // As root only a read-only file system says no.
  await access(directory, constants.W_OK | constants.X_OK)
  // Made by an older release, it may be open to others.
  const { mode, uid } = await stat(directory)
  if (uid === process.getuid?.() && (mode & 0o077) !== 0) await chmod(directory, 0o700)
}

/** In a folder that everybody may write to, somebody else may have been there first, and would then own our kubeconfigs. */
async function requireOwn(path: string): Promise<void> {
  const found = await lstat(path)
  if (!found.isDirectory()) throw new Error(`${path} is not a directory`)
  if (found.uid !== (process.getuid?.() ?? found.uid)) throw new Error(`${path} belongs to another user`)
  if ((found.mode & 0o077) !== 0) await chmod(path, 0o700)
}

const reasons: Readonly<Record<string, string>> = {
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'no folder can be made there',
  ENOTDIR: 'a file is in the way',
  EEXIST: 'a file is in the way',
  ENOSPC: 'the disk is full',
}

async function tellProblem(directory: string, work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return `${directory} cannot be written to: ${reasons[code ?? ''] ?? message}`
  }
}

function temporaryRoot(): string {
  return join(tmpdir(), `vitest-kind-${process.getuid?.() ?? 'user'}`)
}
