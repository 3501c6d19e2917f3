// Which Debian the base image stands on: the registry's where it can be had, else one made here by debootstrap. That of another architecture
// than the engine's own has names of its own in both places: `debian:bookworm-slim` is one image on an engine, and stays the engine's own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Architecture } from '../../src/config/architectures.ts'
import type { Engine } from '../../src/docker/connect.ts'
import { findImage, pullImage } from '../../src/docker/images/images.ts'
import { isKindError } from '../../src/support/errors.ts'
import { loadRoot } from '../target/load-root.ts'
import { platformOn, targetOf } from '../target/target-engine.ts'
import versions from '../versions.json' with { type: 'json' }

const { suite } = versions.debian

export interface DebianNames {
  /** Docker's own, and for another architecture what Docker Hub has of that one alone. */
  readonly registryImage: string
  readonly ownImage: string
}

// Docker Hub's "architectures other than amd64": https://github.com/docker-library/official-images
const hubNamespaces: Readonly<Record<Architecture, string>> = { amd64: 'amd64', arm64: 'arm64v8' }

export function planDebianNames(target: Architecture | undefined): DebianNames {
  const [registryImage, ownImage] = [`debian:${suite}-slim`, `vitest-kind/debian:${suite}`]
  if (target === undefined) return { registryImage, ownImage }
  return { registryImage: `${hubNamespaces[target]}/${registryImage}`, ownImage: `${ownImage}-${target}` }
}

/** The reference to build FROM. A new release of the suite is not looked for once one is present. */
export async function ensureDebianImage(engine: Engine, onProgress: (line: string) => void): Promise<string> {
  const { registryImage, ownImage } = planDebianNames(targetOf(engine))
  for (const present of [registryImage, ownImage]) if (await findImage(engine, present)) return present
  onProgress(`pulling ${registryImage}`)
  const refusal = await pullImage(engine, registryImage, platformOn(engine)).catch((error: unknown) => error)
  if (refusal === undefined) return registryImage
  engine.signal.throwIfAborted()
  if (!isKindError(refusal) || refusal.code !== 'KIND_IMAGE_MISSING') throw refusal
  onProgress(`${registryImage} cannot be pulled here: making one with debootstrap (about a minute)`)
  await bootstrap(engine, { registryImage, ownImage }, refusal)
  return ownImage
}

async function bootstrap(engine: Engine, { registryImage, ownImage }: DebianNames, refusal: unknown): Promise<void> {
  if (process.getuid?.() !== 0) {
    throw new Error(
      `${registryImage} can be neither pulled nor made here: debootstrap needs root. Load such an image into the engine, or run this as root.`,
      { cause: refusal },
    )
  }
  const directory = await mkdtemp(join(tmpdir(), 'vitest-kind-debian-'))
  const root = join(directory, 'root')
  const architecture = targetOf(engine)
  try {
    const forTarget = architecture === undefined ? [] : [`--arch=${architecture}`]
    await run('debootstrap', ['--variant=minbase', ...forTarget, suite, root, await findMirror()], engine.signal)
    if (architecture === undefined) return await importRoot(engine, root, ownImage)
    const tar = join(directory, 'root.tar')
    await run('tar', ['--directory', root, '--create', '--file', tar, '.'], engine.signal)
    await loadRoot(engine, { tar, architecture, name: ownImage })
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function importRoot(engine: Engine, root: string, name: string): Promise<void> {
  const tar = spawn('tar', ['--directory', root, '--create', '.'], { stdio: ['ignore', 'pipe', 'inherit'], signal: engine.signal })
  const ended = once(tar, 'close')
  const [repo, tag] = name.split(':')
  const stream = await engine.docker.importImage(tar.stdout, { repo, tag })
  stream.resume()
  await Promise.all([once(stream, 'end'), ended])
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
