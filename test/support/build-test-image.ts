// An image that only one test wants: mostly the node image with one thing changed, to provoke what a good image never does.
import { createHash, randomUUID } from 'node:crypto'
import { pack } from 'tar-stream'
import type { Engine } from '../../src/docker/connect.ts'

/**
 * Its name. `files` are at hand for COPY. One stage only: the engine's classic builder leaves the others behind without a name.
 * Whoever calls removes it, after the last container made of it.
 */
export async function buildTestImage(
  engine: Engine,
  lines: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Promise<string> {
  // Of its own also where another test, at the same moment, wants the same: each removes its own.
  const dockerfile = [...lines, `LABEL io.vitest-kind.test=derived io.vitest-kind.test.use=${randomUUID()}`, ''].join('\n')
  const context = pack()
  for (const [name, content] of Object.entries({ ...files, Dockerfile: dockerfile })) context.entry({ name, mode: 0o755 }, content)
  context.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of context) chunks.push(Buffer.from(chunk as Uint8Array))
  const reference = `vitest-kind-test/derived:${createHash('sha256').update(dockerfile).update(JSON.stringify(files)).digest('hex').slice(0, 12)}`
  const progress = await engine.docker.buildImage(Buffer.concat(chunks) as unknown as NodeJS.ReadableStream, {
    t: reference,
    forcerm: true,
  })
  await new Promise<void>((resolve, reject) => {
    engine.docker.modem.followProgress(progress, (error, output: { error?: string }[]) => {
      const failed = error ?? output.map((line) => line.error).find((text) => text !== undefined)
      if (failed) reject(failed instanceof Error ? failed : new Error(failed))
      else resolve()
    })
  })
  return reference
}
