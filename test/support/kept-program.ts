// A program that takes minutes to compile, kept as an image of the engine: a clean clone has no cache, and the host gets none outside of it.
import { access, chmod, mkdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { pack } from 'tar-stream'
import versions from '../../images/versions.json' with { type: 'json' }
import { connectEngine, type Engine } from '../../src/docker/connect.ts'
import { createContainer, removeContainer } from '../../src/docker/containers.ts'
import { findImage } from '../../src/docker/images/images.ts'
import { copyOut } from './copy-out.ts'
import { TEST_LABEL } from './test-label.ts'

/** Path of the program. `build` resolves with that of a new one. */
export async function keepProgram(name: 'helm' | 'kind', build: () => Promise<string>): Promise<string> {
  const { version } = versions[name]
  const folder = join(import.meta.dirname, '../../.cache/programs', version)
  const program = join(folder, name)
  const isHere = await access(program).then(
    () => true,
    () => false,
  )
  if (isHere) return program
  const engine = await connectEngine(process.env, new AbortController().signal)
  const image = `vitest-kind/${name}:${version}`
  if (!(await findImage(engine, image))) await importProgram(engine, image, await build())
  await mkdir(folder, { recursive: true })
  const id = await createContainer(engine, { Image: image, Cmd: ['none'], Labels: { [TEST_LABEL]: name } })
  try {
    const draft = `${program}-${process.pid}`
    await copyOut(await engine.docker.getContainer(id).getArchive({ path: '/program' }), draft)
    await chmod(draft, 0o755)
    await rename(draft, program)
  } finally {
    await removeContainer(engine, id)
  }
  return program
}

async function importProgram({ docker }: Engine, image: string, file: string): Promise<void> {
  const archive = pack()
  archive.entry({ name: 'program', mode: 0o755 }, await readFile(file))
  archive.finalize()
  const [repo, tag] = image.split(':')
  const progress = await docker.importImage(archive as unknown as NodeJS.ReadableStream, { repo, tag })
  for await (const _ of progress);
}
