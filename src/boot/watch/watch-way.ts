// A node that joins, and one that has the API server → whether only the first of them does not get there: then something stands between
// nodes, and kubeadm would try for minutes.
import type { Node } from '../../cluster/node.ts'
import { pause } from '../../support/poll.ts'
import type { HopelessWait } from './hopeless-wait.ts'

// kubeadm begins with it. A server that is away refuses at once, and comes back; of one that is only slow the kernel answers. What nobody
// answers so often, one after the other, is dropped.
const firstLookMs = 4_000
const everyMs = 2_000
const looks = 3

// `silent`: nobody has answered in 5 s, or there is no way to go.
const script = `endpoint=$(sed -n 's/^ *\\(controlPlaneEndpoint\\|apiServerEndpoint\\): *//p' /kind/kubeadm.conf | tr -d '"[]' | head -n 1)
said=$(timeout 5 bash -c "exec 3<>/dev/tcp/\${endpoint%:*}/\${endpoint##*:}" 2>&1)
code=$?
case "$code $said" in
  0*) way=open ;;
  124*|*'No route to host'*|*unreachable*|*'timed out'*) way=silent ;;
  *) way=refused ;;
esac
echo "$way $endpoint"`

/** Resolves with undefined when `signal` fires. A node that cannot be asked is not judged. */
export async function watchWay(node: Node, other: Node, signal: AbortSignal): Promise<HopelessWait | undefined> {
  const ask = async (one: Node): Promise<readonly string[]> => {
    const result = await one.run(['sh', '-c', script], { signal, allowFailure: true }).catch(() => undefined)
    return (result?.stdout ?? '').trim().split(' ')
  }
  let silent = 0
  for (let waitMs = firstLookMs; ; waitMs = everyMs) {
    await pause(waitMs, signal)
    if (signal.aborted) return undefined
    const [way, endpoint] = await ask(node)
    // Whoever came through once is past what this is for.
    if (way === 'open') return undefined
    silent = way === 'silent' ? silent + 1 : 0
    if (silent >= looks && (await ask(other))[0] === 'open')
      return { what: `${node.name} does not get to the API server at ${endpoint}, which ${other.name} does`, seen: [] }
  }
}
