// A folder of a container → the same below a folder of the host, while its files may be growing.
import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { DockerError } from '../support/errors.ts'
import { askEngine } from './ask-engine.ts'
import { narrowEngine, type Engine } from './connect.ts'
import { readContainerName } from './container-name.ts'
import { extractTree } from './extract-tree.ts'
import { openStream } from './open-stream.ts'
import { streamInContainer } from './stream-exec.ts'

export interface TreeSource {
  readonly id: string
  /** Absolute path of the folder. */
  readonly path: string
  /** In a running container its own tar reads: links are followed, and a file that grows meanwhile is no error. */
  readonly running: boolean
}

/** Gives the files written, by their path below the folder. */
export async function copyTree(own: Engine, source: TreeSource, directory: string, signal: AbortSignal): Promise<string[]> {
  const engine = narrowEngine(own, signal)
  return source.running ? copyByTar(engine, source, directory) : copyByEngine(engine, source, directory)
}

async function copyByTar(engine: Engine, { id, path }: TreeSource, directory: string): Promise<string[]> {
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const complaints = buffer(stderr)
  const running = streamInContainer(
    engine,
    id,
    ['tar', '--create', '--dereference', '--hard-dereference', '--directory', path, '--file', '-', '.'],
    { stdout, stderr },
  )
  // Ended with an error, the archive has no end: who extracts it must not wait for one.
  running
    .then(
      () => stdout.end(),
      (error: Error) => stdout.destroy(error),
    )
    .finally(() => stderr.end())
    .catch(() => undefined)
  const [exitCode, files] = await Promise.all([running, extractTree(stdout, directory)])
  // 1: a file has changed while it was read (tar's manual, "Return value").
  if (exitCode <= 1) return files
  const seen = (await complaints).toString('utf8').trim().split('\n').slice(-5)
  throw new DockerError('KIND_DOCKER_FAILED', {
    what: `${path} of ${await readContainerName(engine, id)} could not be read whole: tar exited with ${exitCode}`,
    seen,
  })
}

/** The engine's archives begin with the folder itself, and leave links as they are: they are left out. */
async function copyByEngine(engine: Engine, { id, path }: TreeSource, directory: string): Promise<string[]> {
  const attempt = async (): Promise<string> => `${path} of ${await readContainerName(engine, id)} could not be read`
  return askEngine(engine, attempt, async () =>
    extractTree(await openStream(engine, { path: `/containers/${id}/archive`, query: { path: `${path}/.` } }), directory),
  )
}
