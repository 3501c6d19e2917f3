// Whether the engine could pull an image: it asks the registry for the digest and downloads nothing.
import type { Engine } from '../../src/docker/connect.ts'

// Without a way out the engine's question fails at once where names do not resolve; behind a firewall that drops packets
// it would take a minute.
const noAnswerMs = 8_000

export async function isOffered(engine: Engine, reference: string): Promise<boolean> {
  const offered = engine.docker
    .getImage(reference)
    .distribution()
    .then(
      () => true,
      () => false,
    )
  return Promise.race([offered, new Promise<false>((resolve) => setTimeout(() => resolve(false), noAnswerMs).unref())])
}
