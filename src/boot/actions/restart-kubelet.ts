// Starts the first node's kubelet anew as soon as the control plane's programs run. One that found no API asks again seconds later, each
// time after twice as long, and the later its own pods are there. An API server listens 2 s before it answers: who asks it then is answered
// at once when it can, so that a kubelet started meanwhile loses nothing (1.3 s of a boot from a state; measured). kubeadm does the same at
// the end of its init, when the first pods are starting. A kubelet that hurries asks again in time by itself.
import type { Node } from '../../cluster/node.ts'
import type { Engine } from '../../docker/connect.ts'
import { hurriesWaits } from '../../plan/kubeadm/hurry.ts'
import { BootError } from '../../support/errors.ts'
import { awaitFate } from '../await-fate.ts'
import { requireFirstNode } from '../require-nodes.ts'
import type { BootAction, BootContext } from '../action.ts'

// Ten times what it takes: a state that no API server can be made of is given up long before the boot's time is up.
const withinMs = 60_000

export const restartKubelet: BootAction<BootContext> = {
  name: 'restart-kubelet',
  concerns: ({ state, plan }) => (state !== undefined || plan.spec.fidelity === 'fast') && !hurriesWaits(plan, plan.nodes[0]!),
  async run({ state, connect, signal, ...where }) {
    const within = state ? AbortSignal.any([signal, AbortSignal.timeout(withinMs)]) : signal
    const node = await requireFirstNode(where)
    await Promise.all([connect(within), restart(where.engine, node, within, state !== undefined)])
  },
}

async function restart(engine: Engine, node: Node, signal: AbortSignal, isAlone: boolean): Promise<void> {
  const { exitCode, stderr } = await node.run(['bash', '-c', program], { signal, allowFailure: true })
  if (exitCode === 0) return
  const fate = await awaitFate(engine, node, exitCode, undefined)
  // Of a node that has ended, kubeadm tells in which phase it was.
  if (fate !== undefined && !isAlone) return
  throw new BootError('KIND_BOOT_FAILED', {
    what: fate
      ? `${fate} while its kubelet was started anew`
      : `the kubelet of ${node.name} could not be started anew: exit code ${exitCode}`,
    seen: stderr.split('\n').filter((line) => line !== ''),
  })
}

// Ends by itself also when nobody waits for it any more. A process has its program's name, of which the kernel keeps 15 letters, when it
// runs it, and not while its container is being made: nothing of a container is left half done. One that does not come is not waited for.
const program = `listening=0
for ((i = 0; i < 2400 && listening < 60; i++)); do
  if (exec 3<>/dev/tcp/localhost/6443) 2>/dev/null; then
    ((listening++))
    running=$(cat /proc/[0-9]*/comm 2>/dev/null | sort -u | grep -cxE 'etcd|kube-apiserver|kube-controller|kube-scheduler')
    ((running < 4)) || break
  fi
  sleep 0.05
done
systemctl restart kubelet`
