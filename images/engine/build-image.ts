// A build context → an image under a tag, by the engine's classic builder (no buildx, no docker binary).
import type { Readable } from 'node:stream'
import type { Engine } from '../../src/docker/connect.ts'
import { nameOn, platformOn } from '../target/target-engine.ts'
import { removeDangling } from './build-leftovers.ts'
import { sendArchive } from './send-archive.ts'

export interface ImageBuild {
  /** Of an image for another architecture than the engine's own (target/target-engine.ts), what its name begins with. */
  readonly tag: string
  /** A tar of the context. */
  readonly context: Readable
  /** Path of the Dockerfile inside the context. */
  readonly dockerfile: string
  readonly args?: Readonly<Record<string, string>>
}

/** Ends when the image bears the tag. A failing step is named, with the last lines it printed. */
export async function buildImage(engine: Engine, { tag: wanted, context, dockerfile, args }: ImageBuild): Promise<void> {
  const tag = nameOn(engine, wanted)
  const before = await engine.docker
    .getImage(tag)
    .inspect()
    .catch(() => undefined)
  const printed: string[] = []
  try {
    const response = await sendArchive(context, engine.signal, (abortSignal) =>
      engine.docker.buildImage(context, {
        t: tag,
        dockerfile,
        buildargs: { ...args },
        rm: true,
        forcerm: true,
        ...platformOn(engine),
        abortSignal,
      }),
    )
    for await (const message of readMessages(response)) {
      if (message.stream !== undefined) printed.push(message.stream.trimEnd())
      if (message.error === undefined) continue
      throw new Error(
        `The image ${tag} did not build: ${message.error}\n${printed
          .filter((line) => line !== '')
          .slice(-15)
          .join('\n')}`,
      )
    }
  } catch (error) {
    engine.signal.throwIfAborted()
    throw error
  } finally {
    // An archive of a container that is not read to its end holds the engine's lock on that container.
    context.destroy()
    await removeDangling(engine.until(AbortSignal.timeout(60_000)), before?.Id)
  }
}

interface BuildMessage {
  readonly stream?: string
  readonly error?: string
}

/** The engine answers with one JSON object a line. */
async function* readMessages(response: NodeJS.ReadableStream): AsyncGenerator<BuildMessage> {
  let rest = ''
  for await (const chunk of response) {
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as BuildMessage
  }
}
