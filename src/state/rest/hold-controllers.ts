// The controller managers of a cluster that is about to be frozen → stopped, until its nodes have been heard of again: frozen and thawed
// together with the rest, they would find that no node has reported for so long, and call all of them lost.
import type { Cluster } from '../../cluster/cluster.ts'

// By what each process calls itself; the kernel keeps fifteen characters of it.
const find = `timers=/run/vitest-kind.hold
held() {
  for file in /proc/[0-9]*/comm; do
    read -r name < "$file" 2>/dev/null || continue
    [ "$name" = kube-controller ] || continue
    pid=\${file#/proc/}; echo "\${pid%/comm}"
  done
}`

/**
 * How long they stay so while the node lives, frozen time not counted: whoever thaws it by other means, or ends while it is put to rest, leaves
 * a cluster that goes on by itself.
 */
const holdS = 15

// One of an earlier time would let them go too early. They count seconds one by one: of all the time that they are frozen, one at most.
const endTimers = `kill $(cat "$timers" 2>/dev/null) 2>/dev/null; rm -f "$timers"`

const stop = `${find}
${endTimers}
for pid in $(held); do
  kill -STOP "$pid"
  setsid sh -c 'turn=0; while [ $turn -lt ${holdS} ]; do sleep 1; turn=$((turn + 1)); done; kill -CONT "$0"' "$pid" </dev/null >/dev/null 2>&1 &
  echo $! >> "$timers"
done`

const goOn = `${find}
${endTimers}
for pid in $(held); do kill -CONT "$pid"; done`

// A state of T in /proc/<pid>/stat; what stands before it is the number and the name.
const look = `${find}
for pid in $(held); do
  read -r number name state rest < "/proc/$pid/stat" || continue
  echo "$state"
done`

export async function holdControllers(cluster: Pick<Cluster, 'nodes'>, signal: AbortSignal): Promise<void> {
  await runOnPlanes(cluster, stop, signal)
}

/** Where they go on already, nothing changes. */
export async function letControllersGo(cluster: Pick<Cluster, 'nodes'>, signal: AbortSignal): Promise<void> {
  await runOnPlanes(cluster, goOn, signal)
}

/** Whether all of them are held still. */
export async function areControllersHeld(cluster: Pick<Cluster, 'nodes'>, signal: AbortSignal): Promise<boolean> {
  const states = (await runOnPlanes(cluster, look, signal)).flatMap((text) => text.split('\n').filter(Boolean))
  return states.length > 0 && states.every((state) => state === 'T')
}

async function runOnPlanes({ nodes }: Pick<Cluster, 'nodes'>, script: string, signal: AbortSignal): Promise<string[]> {
  const planes = nodes.filter(({ role }) => role === 'control-plane')
  return Promise.all(planes.map(async (node) => (await node.run(['sh', '-c', script], { signal })).stdout))
}
