// A request whose answer is a stream → that stream, for the caller to read to its end or destroy: an open one keeps Node.js alive.
// It ends with the engine's signal.
// Not through dockerode's methods: container.logs parses the whole log, and one that is JSON comes back as an object.
import { Readable } from 'node:stream'
import type { Engine } from './connect.ts'

export interface StreamRequest {
  readonly method?: 'GET' | 'POST'
  /** Path of the Engine API, without a version. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[]>>
  /** Registry credentials. */
  readonly authconfig?: Readonly<Record<string, string>> | undefined
}

/** Rejects with docker-modem's error, status included, when the engine refuses. */
export function openStream(engine: Engine, { method = 'GET', path, query = {}, authconfig }: StreamRequest): Promise<Readable> {
  return new Promise((resolve, reject) => {
    engine.docker.modem.dial(
      {
        method,
        path: `${path}?`,
        // In a POST all of it would go into the body as well.
        options: { _query: query, _body: {} },
        isStream: true,
        statusCodes: { 200: true },
        ...(authconfig && { authconfig }),
      },
      (error, stream) => {
        if (stream instanceof Readable) resolve(stream)
        else reject(error ?? new Error(`${path} was not answered with a stream`))
      },
    )
  })
}
