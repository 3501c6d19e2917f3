// An image of the engine → a registry, under another name there.
import { StringDecoder } from 'node:string_decoder'
import { DockerError } from '../../support/errors.ts'
import { askEngine } from '../ask-engine.ts'
import type { Engine } from '../connect.ts'
import { readCredentials } from './credentials.ts'
import { openStream } from '../open-stream.ts'

/** `name` with its registry and tag: `localhost:24000/shop:1`. The engine keeps no such name afterwards. */
export async function pushImage(engine: Engine, reference: string, name: string): Promise<void> {
  const [, repo = name, tag = 'latest'] = /^(.+):([^:/]+)$/.exec(name) ?? []
  const [registry = ''] = name.split('/')
  const failed = `image ${reference} could not be pushed as ${name}`
  await askEngine(engine, failed, () => engine.docker.getImage(reference).tag({ repo, tag }))
  try {
    const { auth = {} } = await readCredentials(registry, engine.environment, engine.signal)
    const refusal = await askEngine(engine, failed, async () =>
      readRefusal(await openStream(engine, { method: 'POST', path: `/images/${repo}/push`, query: { tag }, authconfig: auth })),
    )
    if (refusal !== undefined) throw new DockerError('KIND_DOCKER_FAILED', { what: failed, seen: [refusal] })
  } finally {
    await askEngine(engine, `name ${name} could not be removed`, () => engine.docker.getImage(name).remove({ noprune: true }))
  }
}

/** What the engine reports inside its stream, after it has answered 200. */
async function readRefusal(stream: AsyncIterable<Buffer>): Promise<string | undefined> {
  const decoder = new StringDecoder('utf8')
  let begun = ''
  let refusal: string | undefined
  for await (const chunk of stream) {
    const lines = (begun + decoder.write(chunk)).split('\n')
    begun = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') refusal ??= (JSON.parse(line) as { readonly error?: string }).error
  }
  return refusal
}
