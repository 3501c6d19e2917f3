// An image that only the bench wants. It bears no label of the tests: a suite that begins beside it would take it for its own leftover.
import { pack } from 'tar-stream'
import type { Engine } from '../../../src/docker/connect.ts'

export async function hasImage({ docker }: Engine, name: string): Promise<boolean> {
  const found = await docker
    .getImage(name)
    .inspect()
    .catch(() => undefined)
  return found !== undefined
}

/** `files` are at hand for COPY. */
export async function buildBenchImage(
  { docker }: Engine,
  name: string,
  lines: readonly string[],
  files: Readonly<Record<string, string | Buffer>>,
): Promise<void> {
  const context = pack()
  for (const [file, content] of Object.entries({ ...files, Dockerfile: [...lines, ''].join('\n') }))
    context.entry({ name: file, mode: 0o755 }, content)
  context.finalize()
  const progress = await docker.buildImage(context as unknown as NodeJS.ReadableStream, { t: name, forcerm: true })
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(progress, (error) => (error ? reject(error) : resolve()))
  })
}

/** One that is gone already is fine. */
export async function removeBenchImage({ docker }: Engine, name: string): Promise<void> {
  await docker
    .getImage(name)
    .remove()
    .catch(() => undefined)
}
