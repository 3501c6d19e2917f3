// A node on which kubeadm waits → why it does so in vain, as soon as that can be told: kubeadm itself would wait for minutes.
import type { Node } from '../../cluster/node.ts'
import { pause } from '../../support/poll.ts'
import { readFramed } from '../evidence/framed-output.ts'
import type { HopelessWait } from './hopeless-wait.ts'
import { isMemoryShort } from './judge-memory.ts'
import { judgeEnds, readEnds, type ProgramEnd } from './judge-programs.ts'

// A healthy kubeadm init takes 8 s, of which nobody needs to know before 4 s; a look costs a twentieth of a second of one core.
const firstLookMs = 4_000
const everyMs = 2_000

const mark = 'watched-9b1f2c47'

// Only what has ended says anything: a kubelet that was started a third time, containers that wrote what programs write when they give
// up. etcd and the API server alone, for all others wait for them. Where one runs again, the kernel may have killed it.
const watchScript = `fatal='"command failed" err=|"level":"fatal"|(^| F |: )(Error|panic|fatal error|flag provided but not defined): '
if [ "$(systemctl show kubelet --property=NRestarts --value)" -ge 2 ] 2>/dev/null; then
  echo "${mark} kubelet.log"
  journalctl --no-pager --quiet --unit=kubelet --lines=2000 | grep -E -A 4 "$fatal" | tail -n 40
fi
cd /var/log/pods 2>/dev/null || exit 0
for log in kube-system_etcd-*/etcd/*.log kube-system_kube-apiserver-*/kube-apiserver/*.log; do
  [ -f "$log" ] && tail -c 8000 "$log" | grep -qE "$fatal" || continue
  echo "${mark} pods/$log"
  tail -c 8000 "$log"
  echo
done
if ls kube-system_*/*/[1-9]*.log >/dev/null 2>&1; then
  echo "${mark} memory"
  journalctl --no-pager --quiet --unit=containerd --lines=2000 | grep -F 'TaskOOM event'
fi`

/** Resolves with undefined when `signal` fires. A node that cannot be asked is not judged. */
export async function watchPrograms(node: Node, signal: AbortSignal): Promise<HopelessWait | undefined> {
  const ends = new Map<string, ProgramEnd>()
  for (let waitMs = firstLookMs; ; waitMs = everyMs) {
    await pause(waitMs, signal)
    if (signal.aborted) return undefined
    const result = await node.run(['sh', '-c', watchScript], { signal, allowFailure: true }).catch(() => undefined)
    const files = readFramed(result?.stdout ?? '', mark)
    if (isMemoryShort(files.find(({ file }) => file === 'memory')?.text ?? ''))
      return { what: `programs of ${node.name} are killed for want of memory again and again`, seen: [] }
    for (const end of readEnds(files)) ends.set(`${end.program} ${end.attempt}`, end)
    const hopeless = judgeEnds([...ends.values()])
    if (hopeless)
      return {
        what: `${hopeless.program} ends again and again`,
        seen: [`last words of ${hopeless.program} on ${node.name}: ${hopeless.text}`],
      }
  }
}
