// What users have where this host has Debian's engine: Docker 29, with both of its image stores, each on a machine of its own within this one.
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { buildDockerEngine } from '../../images/components.ts'
import { defaults } from '../../src/config/defaults.ts'
import { connectEngine } from '../../src/docker/connect.ts'
import { saveImages } from '../../src/docker/images/images.ts'
import { findPresentImage } from '../../src/cluster/find-node-image.ts'
import { canHaveBareMachine, runOnBareMachine } from '../host/bare-machine.ts'
import { wholeRound } from './plan-steps.ts'

const cacheDir = join(import.meta.dirname, '../../.cache')
const programs = ['dockerd', 'docker-proxy', 'containerd', 'containerd-shim-runc-v2', 'runc']
const walked = ['images are taken', ...wholeRound.map(({ says }) => says), 'nothing is left']

let folders: readonly string[]
let archive: string

beforeAll(async () => {
  folders = await buildDockerEngine({ cacheDir, onProgress: ({ text }) => void process.stdout.write(`${text}\n`) })
  const folder = await mkdtemp(join(cacheDir, 'engines-'))
  archive = join(folder, 'images.tar')
  const engine = await connectEngine(process.env, new AbortController().signal)
  const image = await findPresentImage(engine, defaults.version)
  await pipeline(await saveImages(engine, [image!, 'golang:1.26']), createWriteStream(archive))
  return () => rm(folder, { recursive: true })
}, 1_800_000)

test.runIf(canHaveBareMachine).for([
  ["images in containerd's store", '', /^engine: Docker 29\.\d+\.\d+, overlayfs, containerd, cgroup /m],
  [
    "images in the engine's own store",
    '--feature containerd-snapshotter=false --storage-driver overlay2',
    /^engine: Docker 29\.\d+\.\d+, overlay2, /m,
  ],
] as const)('Docker 29, %s', { timeout: 1_200_000 }, async ([, flags, engine]) => {
  const { exitCode, output } = await runOnBareMachine(`
    mount --bind ${await gatherPrograms(flags)} /usr/local/sbin
    ip link set lo up
    exec test/engines/round.ts ${archive}`)
  process.stdout.write(`${output.match(/^(engine|loaded|did|failed): .*$/gm)?.join('\n')}\n`)
  expect(output.match(/^did: .*(?= \()/gm), output).toEqual(walked.map((step) => `did: ${step}`))
  expect(output).toMatch(engine)
  expect(exitCode, output).toBe(0)
})

/** A folder that stands first on an engine's PATH. */
async function gatherPrograms(flags: string): Promise<string> {
  const folder = await mkdtemp(join(cacheDir, 'engine-programs-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'real'))
  for (const [index, program] of programs.entries()) {
    const source = join(folders[index < 2 ? 0 : index < 4 ? 1 : 2]!, program)
    await symlink(source, join(folder, program === 'dockerd' ? 'real/dockerd' : program))
  }
  // Under its own name, by which this host's engines are told.
  await writeFile(join(folder, 'dockerd'), `#!/bin/sh\nexec ${join(folder, 'real/dockerd')} ${flags} "$@"\n`)
  await chmod(join(folder, 'dockerd'), 0o755)
  return folder
}
