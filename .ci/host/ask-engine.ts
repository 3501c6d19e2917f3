// One GET to the engine's own socket on this host, without a library: for the moments around its start and its end.
import { request } from 'node:http'

export interface EngineAnswer {
  readonly status: number
  readonly text: string
}

/** The answer, or undefined when nothing answered: no socket, nobody behind it, or silence for `timeoutMs`. */
export function askEngine(socketPath: string, path: string, timeoutMs: number): Promise<EngineAnswer | undefined> {
  return new Promise((resolve) => {
    const asked = request({ socketPath, path, timeout: timeoutMs }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      response.on('error', () => resolve(undefined))
    })
    asked.on('timeout', () => asked.destroy())
    asked.on('error', () => resolve(undefined))
    asked.end()
  })
}

/** Whether an engine is ready to work behind this socket. */
export async function answersAt(socketPath: string): Promise<boolean> {
  // 10 s: an engine under load answers late; a socket without an engine refuses at once.
  const answer = await askEngine(socketPath, '/_ping', 10_000)
  return answer?.status === 200
}
