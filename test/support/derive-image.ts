// The node image with one thing changed, to provoke what a good image never does. Removed by the disposer.
import { createHash } from 'node:crypto'
import { pack } from 'tar-stream'
import type { Engine } from '../../src/docker/connect.ts'

export interface DerivedImage extends AsyncDisposable {
  readonly reference: string
}

/** `FROM base` and the lines given; `files` are at hand for COPY. */
export async function deriveImage(engine: Engine, base: string, lines: readonly string[], files: Readonly<Record<string, string>> = {}): Promise<DerivedImage> {
  const dockerfile = [`FROM ${base}`, 'LABEL io.vitest-kind.test=derived', ...lines, ''].join('\n')
  const context = pack()
  for (const [name, content] of Object.entries({ ...files, Dockerfile: dockerfile })) context.entry({ name, mode: 0o755 }, content)
  context.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of context) chunks.push(Buffer.from(chunk as Uint8Array))
  const reference = `vitest-kind-test/derived:${createHash('sha256').update(dockerfile).update(JSON.stringify(files)).digest('hex').slice(0, 12)}`
  const progress = await engine.docker.buildImage(Buffer.concat(chunks) as unknown as NodeJS.ReadableStream, { t: reference, forcerm: true })
  await new Promise<void>((resolve, reject) => {
    engine.docker.modem.followProgress(progress, (error, output: { error?: string }[]) => {
      const failed = error ?? output.map((line) => line.error).find((text) => text !== undefined)
      if (failed) reject(failed instanceof Error ? failed : new Error(failed))
      else resolve()
    })
  })
  return {
    reference,
    [Symbol.asyncDispose]: async () => void (await engine.docker.getImage(reference).remove({ force: true })),
  }
}
