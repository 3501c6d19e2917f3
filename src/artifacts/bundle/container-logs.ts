// Pods → the logs of all their containers, of now and of the instance before: the end of each, in bounded size.
import type { KubeConnection } from '../../kube/connection.ts'
import type { KubeObject } from '../../kube/object.ts'
import { containerStatuses } from '../../kube/pods/await-pod.ts'
import { judgePod } from '../../kube/verdicts/pod-verdict.ts'

export interface ContainerLog {
  /** `logs/web-5d9c-x2x7l/web.previous.log` */
  readonly path: string
  /** Whether its pod is not as it should be. */
  readonly ofTrouble: boolean
  /** The end of it, each line with its time; empty when there is none. */
  read(connection: KubeConnection, signal: AbortSignal): Promise<string>
}

const mostLines = 2_000
const mostBytes = 512 * 1024
// A line of a container's is at most that long in containerd's own log.
const longestLine = 16_384

/** Of pods in trouble first. */
export function listContainerLogs(pods: readonly KubeObject[], sinceMs: number): ContainerLog[] {
  const all = pods.flatMap((pod) =>
    containerStatuses(pod).flatMap(({ name, state, lastState }) => {
      const { name: podName, namespace = '' } = pod.metadata
      const ended = String(lastState?.terminated?.finishedAt ?? '')
      const ofTrouble = isInTrouble(pod) || Date.parse(ended) >= sinceMs
      const log = (previous: boolean): ContainerLog => ({
        path: `logs/${podName}/${name}${previous ? '.previous' : ''}.log`,
        ofTrouble,
        read: (connection, signal) => readTail(connection, { namespace, pod: podName, container: name, previous }, signal),
      })
      return [...(state?.running || state?.terminated ? [log(false)] : []), ...(lastState?.terminated ? [log(true)] : [])]
    }),
  )
  return all.toSorted((a, b) => Number(b.ofTrouble) - Number(a.ofTrouble))
}

function isInTrouble(pod: KubeObject): boolean {
  return !judgePod(pod).ready && (pod['status'] as { readonly phase?: string } | undefined)?.phase !== 'Succeeded'
}

interface Which {
  readonly namespace: string
  readonly pod: string
  readonly container: string
  readonly previous: boolean
}

async function readTail(connection: KubeConnection, { namespace, pod, container, previous }: Which, signal: AbortSignal): Promise<string> {
  const lines: string[] = []
  let bytes = 0
  const answer = connection.lines({
    path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log`,
    query: { container, timestamps: true, previous: previous || undefined, tailLines: mostLines },
    accept: '*/*',
    signal,
  })
  for await (const line of answer) {
    const short = line.length > longestLine ? `${line.slice(0, longestLine)}…` : line
    lines.push(short)
    bytes += short.length
    while (bytes > mostBytes) bytes -= lines.shift()!.length
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}
