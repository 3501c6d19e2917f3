// Files into and out of a container through the archive API: it works on created, paused and running containers and leaves no process behind.
// It sees the image and the volumes, not what is mounted as tmpfs (/run and /tmp of a node): files put there are lost.
import { posix } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { DockerError } from '../support/errors.ts'
import { askEngine, daemonMessage, statusOf } from './ask-engine.ts'
import type { Engine } from './connect.ts'
import { readContainerName } from './container-name.ts'
import { openStream } from './open-stream.ts'
import { packEntries } from './tar-entries.ts'

export interface FileToPut {
  /** Absolute path in the container. */
  readonly path: string
  readonly content: string | Buffer
  /** @default 0o644 */
  readonly mode?: number
}

// As the kernel counts before it says ELOOP.
const MOST_LINKS = 40

/** Writes all files in one request, owned by root. Folders that do not exist are made with mode 755; those that do keep theirs. */
export async function putFiles(engine: Engine, id: string, files: readonly FileToPut[]): Promise<void> {
  if (files.length === 0) return
  const archive = await packFiles(files)
  const which = files.length === 1 ? files[0]?.path : `${files.length} files (${files[0]?.path} …)`
  const attempt = async (): Promise<string> => `${which} could not be written into container ${await readContainerName(engine, id)}`
  await askEngine(engine, attempt, () => engine.docker.getContainer(id).putArchive(archive, { path: '/' }))
}

/** The file's text, links followed; undefined when there is no such file. */
export async function readFile(engine: Engine, id: string, path: string): Promise<string | undefined> {
  const attempt = async (): Promise<string> => `${path} could not be read from container ${await readContainerName(engine, id)}`
  let at = path
  for (let links = 0; links < MOST_LINKS; links += 1) {
    const found = await askEngine(engine, attempt, () => readEntry(engine, id, at))
    if (found === undefined) return undefined
    if (found.link === undefined) {
      if (found.type !== 'file') throw new DockerError('KIND_DOCKER_FAILED', { what: await attempt(), seen: [`it is a ${found.type}`] })
      return found.content.toString('utf8')
    }
    at = posix.resolve(posix.dirname(at), found.link)
  }
  throw new DockerError('KIND_DOCKER_FAILED', { what: await attempt(), seen: [`more than ${MOST_LINKS} symbolic links`] })
}

/** When the file, or what is in the folder, was last changed there, in milliseconds since 1970; undefined when there is none. */
export async function readChangeTime(engine: Engine, id: string, path: string): Promise<number | undefined> {
  const attempt = async (): Promise<string> => `${path} could not be looked at in container ${await readContainerName(engine, id)}`
  return (await askEngine(engine, attempt, () => readEntry(engine, id, path)))?.changedAtMs
}

// Only files are packed: the engine makes missing folders itself (755, root), and an entry for a folder that exists would
// set its mode anew: /tmp would lose its 1777.
function packFiles(files: readonly FileToPut[]): Promise<Buffer> {
  const entries = files.map(({ path, content, mode = 0o644 }) => ({ path: posix.normalize(path).replace(/^\/+/, ''), text: content, mode }))
  return buffer(packEntries(entries, { mtime: new Date(), parents: false }))
}

interface Entry {
  readonly type: string
  readonly link: string | undefined
  readonly content: Buffer
  readonly changedAtMs: number
}

async function readEntry(engine: Engine, id: string, path: string): Promise<Entry | undefined> {
  const { extract } = await import('tar-stream')
  const stream = await openStream(engine, { path: `/containers/${id}/archive`, query: { path } }).catch((error: unknown) => {
    if (statusOf(error) === 404 && !/no such container/i.test(daemonMessage(error))) return undefined
    throw error
  })
  if (stream === undefined) return undefined
  const entries = extract()
  // pipe() keeps errors to itself: whoever reads an archive that breaks off would wait for its rest.
  stream.on('error', (error) => entries.destroy(error))
  try {
    for await (const entry of stream.pipe(entries)) {
      const { type, linkname, mtime } = entry.header
      const changedAtMs = mtime?.getTime() ?? 0
      if (type === 'file') return { type, link: undefined, content: await buffer(entry), changedAtMs }
      return {
        changedAtMs,
        type: type ?? 'unknown',
        link: type === 'symlink' ? (linkname ?? '') : undefined,
        content: Buffer.alloc(0),
      }
    }
    return undefined
  } finally {
    stream.destroy()
  }
}
