// The quick start's Dockerfile compiles in Go's own image. Where that can be neither found nor pulled and this host has that Go, one is
// made of it.
import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { buildImage } from '../../images/engine/build-image.ts'
import { ensureDebianImage } from '../../images/base/debian-image.ts'
import type { Engine } from '../../src/docker/connect.ts'
import { findImage } from '../../src/docker/images/images.ts'
import { isOffered } from './is-offered.ts'
import { say } from './say.ts'

const version = '1.26'
const tag = `golang:${version}`
// What compiling wants of a Go installation: 240 MB.
const parts = ['bin', 'pkg', 'src', 'lib', 'VERSION', 'go.env']

/** Does nothing where the image is there, can be pulled or cannot be made: the build then says what it lacks. */
export async function ensureGoImage(engine: Engine): Promise<void> {
  if ((await findImage(engine, tag)) || (await isOffered(engine, tag))) return
  const root = await findGo()
  if (root === undefined) return
  const startedAt = performance.now()
  const base = await ensureDebianImage(engine, say)
  const directory = await mkdtemp(join(tmpdir(), 'vitest-kind-go-'))
  try {
    const lines = [`FROM ${base}`, 'COPY go /usr/local/go', 'ENV PATH=/usr/local/go/bin:/usr/bin:/bin', 'WORKDIR /go', 'ENTRYPOINT []']
    await writeFile(join(directory, 'Dockerfile'), `${lines.join('\n')}\n`)
    // Everything but the first goes into a folder: one layer.
    const inFolder = String.raw`--transform=s,^\([^D]\),go/\1,`
    const tar = spawn('tar', ['--create', inFolder, '--directory', directory, 'Dockerfile', '--directory', root, ...parts], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await buildImage(engine, { tag, context: tar.stdout, dockerfile: 'Dockerfile' })
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
  say(`${tag} cannot be pulled here: made of this host's Go in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
}

async function findGo(): Promise<string | undefined> {
  const answered = await promisify(execFile)('go', ['env', 'GOVERSION', 'GOROOT']).catch(() => undefined)
  const [found = '', root] = answered?.stdout.trim().split('\n') ?? []
  return found.startsWith(`go${version}.`) ? root : undefined
}
