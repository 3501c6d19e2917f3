// A container that ended, and was started again or not → the last lines it wrote: most often they say why.
import type { KubeConnection } from '../connection.ts'
import type { KubeObject } from '../object.ts'
import { containerStatusesOf } from './pod-verdict.ts'

const lines = 3
const longest = 200

/** Of the first container that ended with an error; none when there is no such or its log is gone. Rejects when `signal` fires before. */
export async function readLastWords(connection: KubeConnection, pod: KubeObject, signal: AbortSignal): Promise<readonly string[]> {
  const ended = containerStatusesOf(pod).find(({ state, lastState }) => (state?.terminated ?? lastState?.terminated)?.exitCode)
  if (!ended) return []
  const { namespace = '', name } = pod.metadata
  const text = await connection
    .request<string>({
      path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}/log`,
      query: { container: ended.name, tailLines: lines, limitBytes: 4_096, previous: ended.state?.terminated === undefined },
      accept: '*/*',
      signal,
    })
    .catch((error: unknown) => {
      if (signal.aborted) throw error
      return ''
    })
  const words = text.split('\n').filter((line) => line.trim() !== '')
  return words.map((line) => `${ended.name} wrote: ${line.length > longest ? `${line.slice(0, longest)}…` : line}`)
}
