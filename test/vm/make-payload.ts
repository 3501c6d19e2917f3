// What is to be tried → a disk for the guest: this project as it is here, the node image, and programs that Debian has not.
import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { buildDockerEngine, buildKind } from '../../images/components.ts'
import { findPresentImage } from '../../src/cluster/find-node-image.ts'
import { defaults } from '../../src/config/defaults.ts'
import { connectEngine } from '../../src/docker/connect.ts'
import { saveImages } from '../../src/docker/images/images.ts'
import { keyFile } from './machine/guest.ts'
import { makeFileSystem } from './root/build-root.ts'
import type { VmRow } from './rows/rows.ts'
import { runProgram } from './run-program.ts'

const project = join(import.meta.dirname, '../..')
const run = promisify(execFile)

export interface PayloadOptions {
  readonly rows: readonly VmRow[]
  /** Of one machine. Gets the disk, and the key to the guest. */
  readonly folder: string
  readonly cacheDir: string
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

/** Resolves to the disk's image. */
export async function makePayload({ rows, folder, cacheDir, say, signal }: PayloadOptions): Promise<string> {
  const stage = join(folder, 'payload')
  await mkdir(join(stage, 'project'), { recursive: true })
  const build = { cacheDir, onProgress: ({ text }: { readonly text: string }) => say(text), signal }
  if (rows.some(({ brings }) => brings === 'docker-29')) await gatherPrograms(await buildDockerEngine(build), join(stage, 'docker-29'))
  if (rows.some(({ brings }) => brings === 'kind')) await copyFile(await buildKind(build), join(stage, 'kind'))
  await runProgram('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', keyFile(folder)], { signal })
  await copyFile(`${keyFile(folder)}.pub`, join(stage, 'authorized_keys'))
  await saveNodeImage(join(stage, 'images.tar'), signal)
  await copyProject(join(stage, 'project'))
  const image = join(folder, 'payload.img')
  // Room for what a row writes there.
  await makeFileSystem(stage, image, 6 * 1024 ** 3, signal)
  await rm(stage, { recursive: true })
  return image
}

async function gatherPrograms(folders: readonly string[], target: string): Promise<void> {
  await mkdir(target, { recursive: true })
  for (const folder of folders)
    for (const name of await readdir(folder)) await run('cp', ['--no-dereference', join(folder, name), join(target, name)])
}

async function saveNodeImage(file: string, signal: AbortSignal): Promise<void> {
  const engine = await connectEngine(process.env, signal)
  const image = await findPresentImage(engine, defaults.version)
  if (image === undefined) throw new Error(`the engine of this host has no node image of Kubernetes ${defaults.version}: npm run images`)
  await pipeline(await saveImages(engine, [image]), createWriteStream(file), { signal })
}

/** Links, which cost nothing; so nothing in there is written to as it is. */
async function copyProject(target: string): Promise<void> {
  const left = ['.git', '.cache', '.vitest']
  const entries = (await readdir(project)).filter((name) => !left.includes(name))
  await run('cp', ['--archive', '--link', ...entries.map((name) => join(project, name)), target])
  // The engine in the guest builds the quick start's image of a program that is compiled here: no Go image in there, and no compiler under emulation.
  const app = join(target, 'fixtures/projects/quick-start/app')
  await run('go', ['build', '-trimpath', '-ldflags=-s -w', '-o', join(app, 'notes'), 'main.go'], {
    cwd: app,
    env: { ...process.env, CGO_ENABLED: '0', GO111MODULE: 'off' },
  })
  await rm(join(app, 'Dockerfile'))
  await writeFile(join(app, 'Dockerfile'), 'FROM scratch\nCOPY notes /notes\nUSER 65532\nENTRYPOINT ["/notes"]\n')
}
