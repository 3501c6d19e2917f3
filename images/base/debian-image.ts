// Which Debian the base image stands on: the registry's where it can be had, else one made here by debootstrap.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Engine } from '../../src/docker/connect.ts'
import { findImage, pullImage } from '../../src/docker/images/images.ts'
import { isKindError } from '../../src/support/errors.ts'
import versions from '../versions.json' with { type: 'json' }

const { suite } = versions.debian
const registryImage = `debian:${suite}-slim`
const ownImage = `vitest-kind/debian:${suite}`

/** The reference to build FROM. A new release of the suite is not looked for once one is present. */
export async function ensureDebianImage(engine: Engine, onProgress: (line: string) => void): Promise<string> {
  for (const present of [registryImage, ownImage]) if (await findImage(engine, present)) return present
  onProgress(`pulling ${registryImage}`)
  const refusal = await pullImage(engine, registryImage).catch((error: unknown) => error)
  if (refusal === undefined) return registryImage
  engine.signal.throwIfAborted()
  if (!isKindError(refusal) || refusal.code !== 'KIND_IMAGE_MISSING') throw refusal
  onProgress(`${registryImage} cannot be pulled here: making one with debootstrap (about a minute)`)
  await bootstrap(engine, refusal)
  return ownImage
}

async function bootstrap(engine: Engine, refusal: unknown): Promise<void> {
  if (process.getuid?.() !== 0) {
    throw new Error(
      `${registryImage} can be neither pulled nor made here: debootstrap needs root. Load such an image into the engine, or run this as root.`,
      { cause: refusal },
    )
  }
  const directory = await mkdtemp(join(tmpdir(), 'vitest-kind-debian-'))
  const root = join(directory, 'root')
  try {
    await run('debootstrap', ['--variant=minbase', suite, root, await findMirror()], engine.signal)
    const tar = spawn('tar', ['--directory', root, '--create', '.'], { stdio: ['ignore', 'pipe', 'inherit'], signal: engine.signal })
    const ended = once(tar, 'close')
    const [repo, tag] = ownImage.split(':')
    const stream = await engine.docker.importImage(tar.stdout, { repo, tag })
    stream.resume()
    await Promise.all([once(stream, 'end'), ended])
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function run(command: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], signal })
  const tail: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream
      .setEncoding('utf8')
      .on('data', (text: string) => tail.push(...text.trimEnd().split('\n')) > 10 && tail.splice(0, tail.length - 10))
  }
  const [code] = (await once(child, 'close').catch((cause: unknown) => {
    signal.throwIfAborted()
    throw new Error(`${command} is not to be had here: apt-get install ${command}`, { cause })
  })) as [number | null]
  if (code !== 0) throw new Error(`${command} ended with code ${code}:\n${tail.join('\n')}`)
}

/** The mirror this host itself installs from: elsewhere may not be reachable. */
export async function findMirror(): Promise<string> {
  const directory = '/etc/apt/sources.list.d'
  const names = await readdir(directory).catch(() => [])
  for (const file of ['/etc/apt/sources.list', ...names.map((name) => join(directory, name))]) {
    const text = await readFile(file, 'utf8').catch(() => '')
    const found = /^(?:URIs:|deb(?: \[[^\]]*\])?)\s*(\S+\/debian\/?)(?:\s|$)/m.exec(text)
    if (found?.[1] !== undefined) return found[1]
  }
  return 'http://deb.debian.org/debian'
}
